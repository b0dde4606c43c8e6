import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { EnrichmentEnrichedWork, EnrichmentWorkCorrections } from '@tributary/client'

type Answer = EnrichmentEnrichedWork['answers'][number]
type Topic = NonNullable<EnrichmentWorkCorrections['topics']>[number]
type Mood = NonNullable<EnrichmentWorkCorrections['moods']>[number]
type ContentType = NonNullable<EnrichmentWorkCorrections['contentType']>

/** The facts that are shown, in this order. */
export const FACT_NAMES: Readonly<Record<string, MessageDescriptor>> = {
  genres: msg`Genres`,
  tags: msg`Tags`,
  year: msg`Year`,
  topics: msg`Topics`,
  moods: msg`Moods`,
  contentType: msg`Kind`,
  creators: msg`By`,
  runtimeMinutes: msg`Length`,
  language: msg`Language`,
}

export const STATE_NAMES: Readonly<Record<Answer['state'], MessageDescriptor>> = {
  pending: msg`Waiting`,
  enriching: msg`Being looked up`,
  done: msg`Done`,
  failed: msg`Failed`,
  skipped: msg`Left out`,
}

/** Complete: the compiler asks for each. */
export const TOPIC_NAMES: Readonly<Record<Topic, MessageDescriptor>> = {
  animals: msg`Animals`,
  art: msg`Art`,
  biography: msg`Biography`,
  business: msg`Business`,
  comedy: msg`Comedy`,
  cooking: msg`Cooking`,
  crime: msg`Crime`,
  documentary: msg`Documentary`,
  education: msg`Education`,
  family: msg`Family`,
  fantasy: msg`Fantasy`,
  fashion: msg`Fashion`,
  friendship: msg`Friendship`,
  gaming: msg`Games`,
  health: msg`Health`,
  history: msg`History`,
  home: msg`Home`,
  horror: msg`Horror`,
  language: msg`Language`,
  literature: msg`Literature`,
  love: msg`Love`,
  music: msg`Music`,
  mystery: msg`Mystery`,
  nature: msg`Nature`,
  news: msg`News`,
  philosophy: msg`Philosophy`,
  politics: msg`Politics`,
  psychology: msg`Psychology`,
  religion: msg`Religion`,
  science: msg`Science`,
  science_fiction: msg`Science fiction`,
  society: msg`Society`,
  sports: msg`Sports`,
  technology: msg`Technology`,
  travel: msg`Travel`,
  vehicles: msg`Vehicles`,
  war: msg`War`,
  work: msg`Work life`,
}

export const MOOD_NAMES: Readonly<Record<Mood, MessageDescriptor>> = {
  calm: msg`Calm`,
  cheerful: msg`Cheerful`,
  dark: msg`Dark`,
  energetic: msg`Energetic`,
  funny: msg`Funny`,
  inspiring: msg`Inspiring`,
  melancholic: msg`Melancholic`,
  nostalgic: msg`Nostalgic`,
  romantic: msg`Romantic`,
  serious: msg`Serious`,
  suspenseful: msg`Suspenseful`,
  tense: msg`Tense`,
}

export const CONTENT_TYPE_NAMES: Readonly<Record<ContentType, MessageDescriptor>> = {
  animation: msg`Animation`,
  audiobook: msg`Audiobook`,
  concert: msg`Concert`,
  documentary: msg`Documentary`,
  feature_film: msg`Feature film`,
  interview: msg`Interview`,
  music: msg`Music`,
  music_video: msg`Music video`,
  news: msg`News`,
  performance: msg`Performance`,
  podcast: msg`Podcast`,
  reality: msg`Reality show`,
  review: msg`Review`,
  series: msg`Series`,
  short: msg`Short`,
  sports_event: msg`Sports event`,
  talk: msg`Talk`,
  tutorial: msg`Tutorial`,
  other: msg`Other`,
}

const WORDS = new Map<string, Readonly<Record<string, MessageDescriptor>>>([
  ['topics', TOPIC_NAMES],
  ['topic', TOPIC_NAMES],
  ['moods', MOOD_NAMES],
  ['contentType', CONTENT_TYPE_NAMES],
])

/** A word of a closed list in the language of the person; others are as their source writes them. */
export function wordName(fact: string, word: string): MessageDescriptor | string {
  return WORDS.get(fact)?.[word] ?? word
}
