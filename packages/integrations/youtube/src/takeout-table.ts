/** The sentence of a watched video: English (also of Chinese accounts), Italian, French, Polish, Spanish, Danish, German, Japanese, Korean, Turkish. */
export const WATCHED = [
  'Watched {}',
  'Hai guardato {}',
  'Vous avez regardé {}',
  'Obejrzano: {}',
  'Has visto {}',
  'Viste {}',
  'Så {}',
  '{} angesehen',
  '{} を視聴しました',
  '{} 을(를) 시청했습니다.',
  '{} adlı videoyu izlediniz',
] as const

/** The whole title of a watched video that has been removed, where no link is left. Known in English alone. */
export const REMOVED = 'Watched a video that has been removed'

/** Pages of YouTube: host and path of an address. */
export const PAGES = {
  watch: /(?:^|\.)youtube\.com\/watch$/,
  video: /(?:(?:^|\.)youtube\.com\/(?:shorts|live)|^youtu\.be)\/([^/]+)/,
  results: /(?:^|\.)youtube\.com\/results$/,
} as const

/** The files of My Activity, by their names. They also hold likes and subscriptions, which link to videos as well. */
export const MY_ACTIVITY =
  /^(?:My ?Activity|MeineAktivitäten|MiActividad|MonActivité|Minha ?Atividade|Etkinliğim|نشاطي|我的活动记录)(?!\p{L})/iu

/** The histories' file names, which count for lists without entries alone. */
export const NAMES =
  /^(?:(?:watch|search)[ _-]history|(?:Wiedergabe|Such)verlauf|(?:kijk|zoek)geschiedenis|historial[ _-]de[ _-](?:reproducciones|búsquedas?)|cronologia[ _-](?:visualizzazioni|delle[ _-]ricerche)|histórico[ _-]de[ _-](?:visualização|pesquisa)|(?:시청|검색)[ _-]기록|(?:观看|搜索)记录|(?:izleme|arama)[ _-]geçmişi|سجلّ?[ _-](?:المشاهدة|البحث)|(?:visnings|afspilnings|sök|søge)historik|historia)[^/]*\.(?:json|html)$/iu
