export { endWithThisProcess } from './end-with-this-process.ts'
export { type ChildEnd, type WatchedChild, watchChild } from './watch-child.ts'
