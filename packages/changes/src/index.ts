export {
  type ChangedPeople,
  type ChangeFeed,
  type ChangePage,
  changeFeed,
  type EachQuery,
  type FeedChange,
} from './change-feed.ts'
export { type ChangeType, changeTypes, type KeyColumn } from './change-type.ts'
export { changesErrors } from './changes-errors.ts'
export { type ChangesOptions, changesPlugin } from './changes-plugin.ts'
export { FollowedPeople, type FollowedPeopleOptions } from './followed-people.ts'
export { mustStartOver } from './must-start-over.ts'
export { indexChanges, indexUpdates, type TrackedTable, trackChanges, trackColumns } from './track-changes.ts'
export { leaveWatch, takeWatch, type Watch } from './watch-lease.ts'
