export { type CheckedItems, checkItems } from './check-items.ts'
export { defined } from './values/defined.ts'
export { listOf, membersOf, numberOf, textOf } from './values/value-of.ts'
export { withoutMembers } from './values/without-members.ts'
