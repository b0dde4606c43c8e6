/**
 * The columns of the tables in English, German, Spanish, Korean and Russian. Each account has only those of which it has data.
 */
export const TABLE = {
  columns: {
    moveMinutes: [
      'Move Minutes count',
      'Anzahl der Aktivitätsminuten',
      'Recuento de Minutos Activos',
      'Минуты активности',
      '활동 시간(분)',
    ],
    calories: ['Calories (kcal)', 'Kalorien (kcal)', 'Calorías (kcal)', 'Калории (ккал)', '칼로리(kcal)'],
    distance: ['Distance (m)', 'Distanz (m)', 'Distancia (m)', 'Дистанция (м)', '거리(m)'],
    heartPoints: ['Heart Points', 'Kardiopunkte', 'Puntos cardio', 'Баллы кардиотренировок'],
    heartRateAverage: [
      'Average heart rate (bpm)',
      'Durchschnittliche Herzfrequenz (bpm)',
      'Frecuencia cardiaca media (ppm)',
      'Frecuencia cardíaca media (ppm)',
      'Средний пульс (уд/мин)',
      '평균 심박수(bpm)',
    ],
    heartRateMaximum: [
      'Max heart rate (bpm)',
      'Maximale Herzfrequenz (bpm)',
      'Frecuencia cardiaca máxima (ppm)',
      'Frecuencia cardíaca máxima (ppm)',
      'Макс. пульс (уд/мин)',
      '최대 심박수(bpm)',
    ],
    heartRateMinimum: [
      'Min heart rate (bpm)',
      'Minimale Herzfrequenz (bpm)',
      'Frecuencia cardiaca mínima (ppm)',
      'Frecuencia cardíaca mínima (ppm)',
      'Мин. пульс (уд/мин)',
      '최소 심박수(bpm)',
    ],
    steps: ['Step count', 'Schrittzahl', 'Recuento de pasos', 'Число шагов', '걸음 수'],
    weight: [
      'Average weight (kg)',
      'Durchschnittsgewicht (kg)',
      'Peso medio (kg)',
      'Средний вес (кг)',
      '평균 몸무게(kg)',
    ],
  },
  mark: /\((?:kcal|ккал)\)/i,
  alike: ['calories', 'distance'],
} as const

/** How they become values of a day. */
export const DAILY_COLUMNS = {
  steps: { parts: 'sum' },
  distance: { parts: 'sum', unit: 1000 },
  moveMinutes: { parts: 'sum' },
  heartPoints: { parts: 'sum' },
  // With what a body burns at rest: Google Fit has it for years before the first device.
  calories: { parts: 'sum', computed: true },
  heartRateAverage: { parts: 'none', positive: true },
  heartRateMinimum: { parts: 'min', positive: true },
  heartRateMaximum: { parts: 'max', positive: true },
  weight: { parts: 'none', positive: true },
} as const

/** Their names for people: distance in km and weight in kg as in Google Health. */
export const DAILY_FIELDS = {
  steps: { label: 'Steps', unit: 'steps', type: 'number' },
  distance: { label: 'Distance', unit: 'km', type: 'number' },
  moveMinutes: { label: 'Move Minutes', unit: 'min', type: 'number' },
  heartPoints: { label: 'Heart Points', unit: 'points', type: 'number' },
  calories: { label: 'Calories burned', unit: 'kcal', type: 'number' },
  heartRateAverage: { label: 'Heart rate, average', unit: 'bpm', type: 'number' },
  heartRateMinimum: { label: 'Heart rate, lowest', unit: 'bpm', type: 'number' },
  heartRateMaximum: { label: 'Heart rate, highest', unit: 'bpm', type: 'number' },
  weight: { label: 'Weight', unit: 'kg', type: 'number' },
} as const

export const MEASUREMENT_FIELDS = {
  heartRate: { label: 'Heart rate', unit: 'bpm' },
  measuredWeight: { label: 'Weight, each time', unit: 'kg' },
  quarterHourSteps: { label: 'Steps in 15 minutes', unit: 'steps' },
} as const
