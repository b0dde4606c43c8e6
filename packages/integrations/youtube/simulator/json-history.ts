import type { HistoryRow } from './history-rows.ts'

/** The JSON of a history, in pieces: `=` is escaped as Google does. */
export function* jsonHistory(rows: Iterable<HistoryRow>): Generator<string> {
  let before = '['
  for (const row of rows) {
    yield before + JSON.stringify(entryOf(row)).replaceAll('=', '\\u003d')
    before = ',\n'
  }
  yield before === '[' ? '[]' : ']'
}

function entryOf({ header, sentence, linkText, titleUrl, channel, at, details, control }: HistoryRow) {
  return {
    header,
    title: sentence.replace('\u0000', () => linkText),
    titleUrl,
    ...(channel === undefined ? {} : { subtitles: [channel] }),
    time: new Date(at).toISOString(),
    products: ['YouTube'],
    ...(details.length === 0 ? {} : { details: details.map((name) => ({ name })) }),
    activityControls: [control],
  }
}
