/** The language of an account, as its export shows it. */
export interface TakeoutLocale {
  /** Of the language, for `Intl`. */
  readonly tag: string
  /** The title of a watched video, in JSON and, with the link in the place of the title, in HTML. */
  readonly watched: (title: string) => string
  readonly searched: (query: string) => string
  /** The detail of an ad, and the setting that it names. */
  readonly ad: string
  readonly setting: string
  /** The fixed offset of the export's day in minutes, and its label. */
  readonly zone: { readonly minutes: number; readonly label: string }
  readonly folder: string
  readonly watchFile: string
  readonly searchFile: string
}

const CEST = { minutes: 120, label: 'CEST' }

const english = {
  watched: (title: string) => `Watched\u00a0${title}`,
  searched: (query: string) => `Searched for\u00a0${query}`,
  ad: 'From Google Ads',
  setting: 'Web & App Activity',
  zone: CEST,
  folder: 'YouTube and YouTube Music/history',
  watchFile: 'watch-history',
  searchFile: 'search-history',
}

/** Verbs, details and file names as seen in exports; where a language's are not known, the English ones stand in for them. */
export const LOCALES = {
  'en-US': { ...english, tag: 'en-US', zone: { minutes: -420, label: 'PDT' } },
  'en-GB': { ...english, tag: 'en-GB', zone: { minutes: 60, label: 'BST' } },
  de: {
    ...english,
    tag: 'de',
    watched: (title) => `${title}\u00a0angesehen`,
    searched: (query) => `Gesucht nach: ${query}`,
    ad: 'Von Google Anzeigen',
    setting: 'Web- & App-Aktivitäten',
    zone: { minutes: 120, label: 'MESZ' },
    folder: 'YouTube und YouTube Music/Verlauf',
    watchFile: 'Wiedergabeverlauf',
    searchFile: 'Suchverlauf',
  },
  nl: {
    ...english,
    tag: 'nl',
    folder: 'YouTube en YouTube Music/geschiedenis',
    watchFile: 'kijkgeschiedenis',
  },
  fr: {
    ...english,
    tag: 'fr',
    watched: (title) => `Vous avez regardé\u00a0${title}`,
    searched: (query) => `Vous avez recherché\u00a0${query}`,
    ad: 'Des annonces Google',
    setting: 'Activité sur le Web et les applications',
    zone: { minutes: -240, label: 'EDT' },
    folder: 'YouTube et YouTube\u00a0Music/historique',
  },
  es: {
    ...english,
    tag: 'es',
    watched: (title) => `Has visto ${title}`,
    folder: 'YouTube y YouTube Music/historial',
    watchFile: 'historial-de-reproducciones',
  },
  'es-419': {
    ...english,
    tag: 'es-419',
    watched: (title) => `Has visto ${title}`,
    zone: { minutes: -180, label: 'GMT-03:00' },
    folder: 'YouTube y YouTube Music/historial de videos',
    watchFile: 'historial de reproducciones',
  },
  it: {
    ...english,
    tag: 'it',
    watched: (title) => `Hai guardato ${title}`,
    searched: (query) => `Hai cercato ${query}`,
    ad: 'Da programmi pubblicitari Google',
    setting: 'Attività web e app',
    folder: 'YouTube e YouTube Music/cronologia',
    watchFile: 'cronologia visualizzazioni',
  },
  'pt-BR': {
    ...english,
    tag: 'pt-BR',
    zone: { minutes: -180, label: 'BRT' },
    folder: 'YouTube e YouTube Music/histórico',
    watchFile: 'histórico-de-visualização',
  },
  pl: {
    ...english,
    tag: 'pl',
    watched: (title) => `Obejrzano: ${title}`,
    folder: 'YouTube i YouTube Music/historia',
  },
  da: { ...english, tag: 'da', watched: (title) => `Så ${title}`, zone: { minutes: 60, label: 'CET' } },
  sv: { ...english, tag: 'sv', folder: 'YouTube och YouTube Music/historik', watchFile: 'visningshistorik' },
  tr: {
    ...english,
    tag: 'tr',
    watched: (title) => `${title} adlı videoyu izlediniz`,
    zone: { minutes: 180, label: 'GMT+03:00' },
    folder: 'YouTube ve YouTube Music/geçmiş',
    watchFile: 'izleme geçmişi',
  },
  ru: { ...english, tag: 'ru', zone: { minutes: 180, label: 'MSK' } },
  cs: { ...english, tag: 'cs' },
  ar: { ...english, tag: 'ar', folder: 'YouTube وYouTube Music/السجلّ', watchFile: 'سجل المشاهدة' },
  'zh-CN': { ...english, tag: 'zh-CN', folder: 'YouTube 和 YouTube Music/历史记录', watchFile: '观看记录' },
  'zh-TW': { ...english, tag: 'zh-TW', zone: { minutes: 480, label: 'GMT+8' } },
  ko: {
    ...english,
    tag: 'ko',
    watched: (title) => `${title} 을(를) 시청했습니다.`,
    ad: 'Google 광고',
    zone: { minutes: 540, label: 'KST' },
    folder: 'YouTube 및 YouTube Music/시청 기록',
    watchFile: '시청 기록',
  },
  ja: {
    ...english,
    tag: 'ja',
    watched: (title) => `${title} を視聴しました`,
    searched: (query) => `${query} を検索しました`,
    ad: 'Google 広告から',
    setting: 'ウェブとアプリのアクティビティ',
    zone: { minutes: 540, label: 'JST' },
    folder: 'YouTube と YouTube Music/履歴',
  },
} as const satisfies Record<string, TakeoutLocale>

export type Locale = keyof typeof LOCALES
