import type { EventRecord, MediaRecord } from '@tributary/integration-kit'
import { shortId, type TimedEntry } from '@tributary/integration-kit/files'
import { defined } from '@tributary/integration-kit/values'
import { NO_VALUE, type Section } from './export-table.ts'

type Entry = TimedEntry<Section>

const NO_LINK = 'It has no link to a video.'

/**
 * The video of an entry, by its values: TikTok has changed the spelling of names (`Link`, `link`, `VideoLink`) and translates labels. Its id
 * is the last number in the path, as text because it is beyond 2⁵³; a link without any stands for itself.
 */
function videoOf({ texts }: Pick<Entry, 'texts'>) {
  const url = texts.find(({ text }) => /^https?:\/\//i.test(text))?.text
  const title = texts.find(({ name, text }) => /^tit(le|el)$/i.test(name) && !NO_VALUE.test(text))?.text
  const id =
    /^[^?#]*/
      .exec(url ?? '')?.[0]
      .match(/\d{8,}/g)
      ?.at(-1) ?? url
  return url === undefined || id === undefined ? undefined : { id, url, title }
}

/**
 * A view. Only some exports have titles, and videos lose theirs: a view without one is a delivery of its own, which `match` makes the same
 * item, so that it never replaces the title.
 */
export function viewRecord(entry: Entry): MediaRecord | string {
  const video = videoOf(entry)
  if (video === undefined) return NO_LINK
  const source = video.title === undefined ? 'untitled' : 'titled'
  const precedence = video.title === undefined ? 1 : 2
  return {
    externalId: shortId(`${source}|${entry.instant}|${video.id}`),
    type: 'video',
    title: video.title ?? `TikTok ${video.id}`,
    occurredOn: entry.date,
    occurredAt: entry.instant,
    url: video.url,
    raw: entry.value,
    match: { source, precedence, keys: [shortId(video.id)], toleranceSeconds: 0 },
  }
}

/** A like, a favorite or a search, whose only text is what was searched for. */
export function eventRecord(entry: Entry): EventRecord | string {
  const { section: type, instant, date, texts, value: raw } = entry
  const video = type === 'search' ? undefined : videoOf(entry)
  const what = type === 'search' ? texts[0]?.text : video?.id
  if (what === undefined) return type === 'search' ? 'It does not contain what was searched for.' : NO_LINK
  const title = video === undefined ? what : (video.title ?? `TikTok ${what}`)
  const externalId = shortId(`${type}|${instant}|${what}`)
  return { externalId, type, title, startedAt: instant, date, values: defined({ link: video?.url }), raw }
}
