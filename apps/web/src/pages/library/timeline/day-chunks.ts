import type { DayCount } from './timeline-layout.ts'

/** Neighbouring days that are loaded together. */
export interface DayChunk {
  /** The earliest and the latest day. */
  readonly from: string
  readonly to: string
  readonly count: number
}

/** As many items as are loaded together, but for a day that has more. */
const CHUNK_ITEMS = 150

/** Far enough apart to be asked for by themselves: a request is for a range of dates. */
const MOST_DAYS = 400

export interface DayChunks {
  readonly chunks: readonly DayChunk[]
  /** The number of the chunk of each day. */
  readonly ofDay: Int32Array
}

/** Groups days, the newest first, for loading. */
export function chunkDays(days: readonly DayCount[]): DayChunks {
  const chunks: DayChunk[] = []
  const ofDay = new Int32Array(days.length)
  let members = 0
  for (const [index, { period, count }] of days.entries()) {
    const last = chunks.at(-1)
    if (last !== undefined && last.count + count <= CHUNK_ITEMS && members < MOST_DAYS) {
      chunks[chunks.length - 1] = { ...last, from: period, count: last.count + count }
      members++
    } else {
      chunks.push({ from: period, to: period, count })
      members = 1
    }
    ofDay[index] = chunks.length - 1
  }
  return { chunks, ofDay }
}
