export { readBackwards } from './backwards/read-backwards.ts'
export { ListsCursor, readLists } from './backwards/read-lists.ts'
