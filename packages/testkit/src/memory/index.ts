export { measureInChild } from './measure-in-child.ts'
export { type LongFile, retainedByImport, retainedDuring } from './retained-by-import.ts'
