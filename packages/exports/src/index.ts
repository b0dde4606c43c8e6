export { type ExportSource, exportSources } from './export-source.ts'
export { exportsErrors } from './exports-errors.ts'
export { type ExportsOptions, exportsPlugin } from './exports-plugin.ts'
