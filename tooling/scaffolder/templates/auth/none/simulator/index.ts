export { fileOf } from './generate-file.ts'
