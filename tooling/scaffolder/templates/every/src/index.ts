export { exampleService } from './integration.ts'
