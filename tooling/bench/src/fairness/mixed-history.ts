import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** By script, since an index of text may support one and not the other: first words, second words, the word for a season. */
const WORDS = [
  [['The Silent', 'Lost', 'Crimson', 'Café'], ['Harbour', 'Kingdom', 'Letters', 'Electric'], 'Season'],
  [['Тихий', 'Последний', 'Красный', 'Северный'], ['Берег', 'Королевство', 'Письма', 'Сигнал'], 'Сезон'],
  [['静かな', '失われた', '真夜中の', '紙の'], ['港', '王国', '手紙', '探偵'], 'シーズン'],
  [['조용한', '마지막', '붉은', '겨울'], ['항구', '왕국', '편지', '기계'], '시즌'],
  [['Σιωπηλό', 'Χαμένο', 'Κόκκινο', 'Βόρειο'], ['Λιμάνι', 'Βασίλειο', 'Γράμμα', 'Σήμα'], 'Σεζόν'],
  [['เงียบ', 'หายไป', 'สีแดง', 'เที่ยงคืน'], ['ท่าเรือ', 'อาณาจักร', 'จดหมาย', 'สัญญาณ'], 'ซีซัน'],
  [['خاموش', 'گمشده', 'سرخ', 'نیمه‌شب'], ['بندر', 'پادشاهی', 'نامه', 'نشانه'], 'فصل'],
] as const

const LINES_A_CHUNK = 1_000
/** The newest day of the file, and how many days before it. */
const NEWEST = Date.parse('2025-12-31')
const DAYS = 3_000

/** Writes a NetflixViewingHistory.csv with titles in seven scripts. The same for the same number of rows. */
export async function writeMixedHistory(path: string, rows: number): Promise<void> {
  await pipeline(Readable.from(chunks(rows)), createWriteStream(path))
}

function* chunks(rows: number): Generator<string> {
  yield 'Title,Date\n'
  for (let first = 0; first < rows; first += LINES_A_CHUNK) {
    const count = Math.min(LINES_A_CHUNK, rows - first)
    yield Array.from({ length: count }, (_, index) => line(first + index, rows)).join('')
  }
}

function line(row: number, rows: number): string {
  const [firsts, seconds, season] = WORDS[row % WORDS.length] ?? WORDS[0]
  const turn = Math.floor(row / WORDS.length)
  const name = `${firsts[turn % 4]} ${seconds[Math.floor(turn / 4) % 4]}`
  const day = new Date(NEWEST - Math.floor((row * DAYS) / rows) * 86_400_000)
  const date = `${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear() % 100}`
  return `"${name}: ${season} ${(turn % 9) + 1}: ${row}","${date}"\n`
}
