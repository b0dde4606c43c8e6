import type { Plugin } from './plugin.ts'

/** What people and administrators read about a plugin. */
export interface PluginAbout {
  /** `server`: a part of the server; `integration`: speaks to an external service. Default: neither. */
  readonly kind?: PluginKind
  /** Default: the name. */
  readonly displayName?: string
  /** One or two sentences. */
  readonly description?: string
  /** A person or organization. */
  readonly author?: string
  /** An `http` or `https` URL. */
  readonly homepage?: string
  /** Lower-case kebab, for filters: `music`, `health`. */
  readonly tags?: readonly string[]
  /** An image as a `data:` URI (SVG, PNG or WebP), since pages load none from elsewhere. At most 32 KiB. */
  readonly icon?: string
}

export type PluginKind = 'server' | 'integration'

/** `PluginAbout`, with everything that is missing or unusable set to its default. */
export interface DescribedPlugin {
  readonly kind: PluginKind | 'other'
  readonly displayName: string
  readonly description: string | null
  readonly author: string | null
  readonly homepage: string | null
  readonly tags: readonly string[]
  readonly icon: string | null
}

const MAX_TEXT = 500
const MAX_TAGS = 20
const MAX_ICON = 32 * 1024
const TAG = /^[a-z0-9]+(-[a-z0-9]+)*$/
const ICON = /^data:image\/(svg\+xml|png|webp)[;,]/
const KINDS: readonly unknown[] = ['server', 'integration']

/**
 * Describes a plugin. Unusable members count as missing instead of failing the plugin: they are shown only, and plugins are written in
 * JavaScript as well. A link to `javascript:` is unusable.
 */
export function describePlugin({ name, about }: Pick<Plugin, 'name' | 'about'>): DescribedPlugin {
  const given: { readonly [Member in keyof PluginAbout]?: unknown } =
    typeof about === 'object' && about !== null ? about : {}
  return {
    kind: isKind(given.kind) ? given.kind : 'other',
    displayName: textOf(given.displayName) ?? name,
    description: textOf(given.description),
    author: textOf(given.author),
    homepage: isWebAddress(given.homepage) ? given.homepage : null,
    tags: Array.isArray(given.tags) ? [...new Set(given.tags.filter(isPluginTag))].slice(0, MAX_TAGS) : [],
    icon: isPluginIcon(given.icon) ? given.icon : null,
  }
}

/** Whether a tag can be filtered by. */
export function isPluginTag(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 50 && TAG.test(value)
}

/** Whether a page can show the icon without a request to another host. */
export function isPluginIcon(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ICON && ICON.test(value)
}

function isKind(value: unknown): value is PluginKind {
  return KINDS.includes(value)
}

/** Whether a page can link to it. */
export function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim().slice(0, MAX_TEXT)
  return text === '' ? null : text
}
