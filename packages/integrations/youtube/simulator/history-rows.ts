import type { SimulatedActivity } from './activities.ts'
import type { TakeoutLocale } from './locales.ts'

/** An activity with the members that both formats write. */
export interface HistoryRow {
  readonly header: string
  /** With `\u0000` in the place of the linked title. */
  readonly sentence: string
  readonly linkText: string
  readonly titleUrl: string
  readonly channel?: { readonly name: string; readonly url: string }
  readonly at: number
  readonly details: readonly string[]
  readonly control: string
}

export function historyRow(activity: SimulatedActivity, locale: TakeoutLocale): HistoryRow {
  const { kind, title, videoId, channel, at } = activity
  const isSearch = kind === 'search'
  return {
    header: kind === 'music' ? 'YouTube Music' : 'YouTube',
    sentence: isSearch
      ? locale.searched('\u0000')
      : kind === 'post'
        ? 'Viewed \u0000'
        : locale.watched('\u0000'),
    linkText: title,
    titleUrl: addressOf(activity),
    ...(kind === 'video' || kind === 'music'
      ? {
          channel: {
            name: kind === 'music' ? `${channel} - Topic` : channel,
            url: `https://www.youtube.com/channel/UC${videoId}`,
          },
        }
      : {}),
    at,
    details: kind === 'ad' ? [locale.ad] : [],
    control: kind === 'ad' ? locale.setting : `YouTube ${isSearch ? 'search' : 'watch'} history`,
  }
}

function addressOf({ kind, videoId, title }: SimulatedActivity): string {
  if (kind === 'search') return `https://www.youtube.com/results?search_query=${encodeURIComponent(title)}`
  if (kind === 'post') return `https://www.youtube.com/post/Ug${videoId}`
  return `https://${kind === 'music' ? 'music' : 'www'}.youtube.com/watch?v=${videoId}`
}
