export { libraryErrors } from './library-errors.ts'
export { libraryPlugin } from './library-plugin.ts'
