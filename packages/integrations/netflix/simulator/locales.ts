/** The language and country of a Netflix account, as they appear in its files. */
export interface LocaleFormat {
  readonly header: string
  readonly season: string
  readonly episode: string
  readonly date: (year: number, month: number, day: number) => string
}

const pad = (value: number) => (value < 10 ? `0${value}` : String(value))
/** The short date of a language by `Intl`, in its calendar and digits. */
function shortDate(locale: string): LocaleFormat['date'] {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone: 'UTC' })
  return (year, month, day) => format.format(Date.UTC(year, month - 1, day))
}

const english = { header: 'Title,Date', season: 'Season', episode: 'Episode' }

/** Grouped by the form of the account's dates. */
export const LOCALES = {
  us: { ...english, date: (year, month, day) => `${month}/${day}/${year % 100}` },
  uk: { ...english, season: 'Series', date: (year, month, day) => `${pad(day)}/${pad(month)}/${year}` },
  au: { ...english, date: (year, month, day) => `${day}/${month}/${pad(year % 100)}` },
  ca: { ...english, date: (year, month, day) => `${year}-${pad(month)}-${pad(day)}` },
  de: {
    header: 'Title,Date',
    season: 'Staffel',
    episode: 'Folge',
    date: (year, month, day) => `${pad(day)}.${pad(month)}.${pad(year % 100)}`,
  },
  nl: {
    header: 'Titel,Datum',
    season: 'Seizoen',
    episode: 'Aflevering',
    date: (year, month, day) => `${pad(day)}-${pad(month)}-${pad(year % 100)}`,
  },
  fr: {
    header: 'Titre,Date',
    season: 'Saison',
    episode: 'Épisode',
    date: (year, month, day) => `${pad(day)}/${pad(month)}/${year}`,
  },
  jp: {
    header: 'タイトル,日付',
    season: 'シーズン',
    episode: 'エピソード',
    date: (year, month, day) => `${year}/${pad(month)}/${pad(day)}`,
  },
  kr: { header: '제목,날짜', season: '시즌', episode: '에피소드', date: shortDate('ko') },
  th: { header: 'ชื่อเรื่อง,วันที่', season: 'ซีซัน', episode: 'ตอนที่', date: shortDate('th') },
  ir: { header: 'عنوان,تاریخ', season: 'فصل', episode: 'قسمت', date: shortDate('fa') },
  bg: { header: 'Заглавие,Дата', season: 'Сезон', episode: 'Епизод', date: shortDate('bg') },
} as const satisfies Record<string, LocaleFormat>

export type Locale = keyof typeof LOCALES
