export type { CopyProgress } from './copy-database.ts'
export { type UpgradeOptions, type UpgradeResult, upgradeDatabase } from './upgrade-database.ts'
