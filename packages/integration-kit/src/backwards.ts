export { readBackwards } from './backwards/read-backwards.ts'
