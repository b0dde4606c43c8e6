/** The text before a watched title, by language: English (also of Chinese accounts), Italian, French, Polish, Spanish, Danish. */
export const WATCHED_BEFORE = [
  'Watched ',
  'Hai guardato ',
  'Vous avez regardé ',
  'Obejrzano: ',
  'Has visto ',
  'Viste ',
  'Så ',
] as const

/** The text after it: German, Japanese, Korean, Turkish. */
export const WATCHED_AFTER = [
  ' angesehen',
  ' を視聴しました',
  ' 을(를) 시청했습니다.',
  ' adlı videoyu izlediniz',
] as const

/** The whole title of a watched video that has been removed, where no link is left. Known in English alone. */
export const REMOVED = ['Watched a video that has been removed'] as const

/** The files of My Activity, by their names. They also hold likes and subscriptions, which link to videos as well. */
export const MY_ACTIVITY_FILES = [
  'My ?Activity',
  'MeineAktivitäten',
  'MiActividad',
  'MonActivité',
  'Minha ?Atividade',
  'Etkinliğim',
  'نشاطي',
  '我的活动记录',
] as const

/** The histories' file names without their endings. A space may be a hyphen. */
export const HISTORY_FILES = [
  '(?:watch|search)-history',
  '(?:Wiedergabe|Such)verlauf',
  '(?:kijk|zoek)geschiedenis',
  'historial de (?:reproducciones|búsquedas?)',
  'cronologia (?:visualizzazioni|delle ricerche)',
  'histórico de (?:visualização|pesquisa)',
  '(?:시청|검색) 기록',
  '(?:观看|搜索)记录',
  '(?:izleme|arama) geçmişi',
  'سجلّ? (?:المشاهدة|البحث)',
  '(?:visnings|afspilnings|sök|søge)historik',
  'historia',
] as const
