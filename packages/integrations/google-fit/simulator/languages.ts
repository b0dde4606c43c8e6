/** The names of the folders and columns in a language. */
export interface Language {
  readonly folder: string
  readonly metrics: string
  readonly data: string
  readonly sessions: string
  /** `Date` of the summary; `Start time` and `End time` of a day. */
  readonly date: string
  readonly times: readonly [string, string]
  /** Move Minutes, energy, distance, average, highest and lowest heart rate, steps, weight, and the duration of walks. */
  readonly columns: readonly string[]
}

/** Columns in the order of their tables, which differs between accounts. Languages without Heart Points have the account of an older phone. */
export const LANGUAGES = {
  en: {
    folder: 'Fit',
    metrics: 'Daily activity metrics',
    data: 'All Data',
    sessions: 'All Sessions',
    date: 'Date',
    times: ['Start time', 'End time'],
    columns: [
      'Move Minutes count',
      'Calories (kcal)',
      'Distance (m)',
      'Average heart rate (bpm)',
      'Max heart rate (bpm)',
      'Min heart rate (bpm)',
      'Step count',
      'Average weight (kg)',
      'Walking duration (ms)',
    ],
  },
  de: {
    folder: 'Google Fit',
    metrics: 'Tägliche Aktivitätswerte',
    data: 'Alle Daten',
    sessions: 'Alle Sitzungen',
    date: 'Datum',
    times: ['Beginn', 'Ende'],
    columns: [
      'Anzahl der Aktivitätsminuten',
      'Kalorien (kcal)',
      'Distanz (m)',
      'Durchschnittliche Herzfrequenz (bpm)',
      'Maximale Herzfrequenz (bpm)',
      'Minimale Herzfrequenz (bpm)',
      'Schrittzahl',
      'Durchschnittsgewicht (kg)',
      'Gehen – Dauer (ms)',
    ],
  },
  es: {
    folder: 'Fit',
    metrics: 'Métricas de actividad diaria',
    data: 'Todos los datos',
    sessions: 'Todas las sesiones',
    date: 'Fecha',
    times: ['Hora de inicio', 'Hora de finalización'],
    columns: [
      'Recuento de Minutos Activos',
      'Calorías (kcal)',
      'Distancia (m)',
      'Frecuencia cardiaca media (ppm)',
      'Frecuencia cardiaca máxima (ppm)',
      'Frecuencia cardíaca mínima (ppm)',
      'Recuento de pasos',
      'Peso medio (kg)',
      'Andar duración (ms)',
    ],
  },
  ko: {
    folder: '피트니스',
    metrics: '일일 활동 측정항목',
    data: '모든 데이터',
    sessions: '모든 세션',
    date: '날짜',
    times: ['시작 시간', '종료 시간'],
    columns: [
      '활동 시간(분)',
      '칼로리(kcal)',
      '거리(m)',
      '평균 심박수(bpm)',
      '최대 심박수(bpm)',
      '최소 심박수(bpm)',
      '걸음 수',
      '평균 몸무게(kg)',
      '걷기 기간(ms)',
    ],
  },
  ru: {
    folder: 'Fit',
    metrics: 'Показатели ежедневной активности',
    data: 'Все данные',
    sessions: 'Тренировки',
    date: 'Дата',
    times: ['Время начала', 'Время окончания'],
    columns: [
      'Минуты активности',
      'Калории (ккал)',
      'Дистанция (м)',
      'Средний пульс (уд/мин)',
      'Макс. пульс (уд/мин)',
      'Мин. пульс (уд/мин)',
      'Число шагов',
      'Средний вес (кг)',
      'Продолжительность: Ходьба (мс)',
    ],
  },
} as const satisfies Readonly<Record<string, Language>>

export type LanguageCode = keyof typeof LANGUAGES
