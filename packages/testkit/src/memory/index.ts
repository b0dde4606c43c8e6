export { measureInChild } from './measure-in-child.ts'
export { type LongFile, retainedByImport } from './retained-by-import.ts'
