import { isPluginIcon, isPluginTag, isWebAddress } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'

/** What is wrong with what a definition says for the catalogue. */
export function* aboutMistakes(definition: IntegrationDefinition): Generator<string> {
  const { name, author } = definition
  const homepage: unknown = definition.homepage
  const tags: unknown = definition.tags
  const icon: unknown = definition.icon
  const label = `integration "${name}"`
  if (homepage !== undefined && !isWebAddress(homepage))
    yield `${label} has the homepage ${JSON.stringify(homepage)}: write an absolute http or https address`
  if (author !== undefined && (typeof author !== 'string' || author.trim() === ''))
    yield `${label} has an empty author: name a person or organization, or leave it out`
  if (tags !== undefined && !Array.isArray(tags)) yield `${label}, tags: use a list, like ["music"]`
  for (const tag of Array.isArray(tags) ? tags : [])
    if (!isPluginTag(tag))
      yield `${label} has the tag ${JSON.stringify(tag)}: use lower-case kebab, like "heart-rate"`
  if (icon !== undefined && !isPluginIcon(icon))
    yield `${label} has an icon that pages cannot show: use a "data:" URI of an SVG, PNG or WebP of at most 32 KiB`
}
