export type { FileSample, RecognisedFile } from './file-sample.ts'
export {
  type ActivityExport,
  activityOptions,
  importActivities,
  type TimedActivity,
} from './files/activities/import-activities.ts'
export { type CsvColumns, csvColumns } from './files/csv/csv-columns.ts'
export { type CsvRow, fieldFault, type RowFault, rejectedRow } from './files/csv/csv-row.ts'
export { type CsvFormat, importCsv } from './files/csv/import-csv.ts'
export { recogniseCsv } from './files/csv/recognise-csv.ts'
export { fileParseError, quoted } from './files/file-parse-error.ts'
export { HistoryComparison } from './files/history-comparison.ts'
export { htmlLines, htmlPart } from './files/html/html-lines.ts'
export { htmlText } from './files/html/html-text.ts'
export { type EntryContent, importEntries } from './files/import-entries.ts'
export { localDateOf, readOptions, timeZoneOption } from './files/import-options.ts'
export { rejectedEntry } from './files/json/json-entries.ts'
export { recogniseEntries } from './files/json/recognise-entries.ts'
export { openJsonUpload, type UploadEntry } from './files/json/upload-entries.ts'
export { OccurrenceNumbers } from './files/occurrence-numbers.ts'
export { importSections, sectionOptions, type TimedEntry } from './files/sections/import-sections.ts'
export { recogniseSections } from './files/sections/recognise-sections.ts'
export { withinPhrase } from './files/within-phrase.ts'
export { DATE_OPTIONS } from './files/written-dates/date-reading.ts'
export { readWrittenDate } from './files/written-dates/written-date.ts'
export { WrittenDatesSurvey } from './files/written-dates/written-dates-survey.ts'
export { shortId } from './short-id.ts'
