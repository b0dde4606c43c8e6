export { type CheckOptions, type CheckResult, checkDatabase, type Finding } from './check-database.ts'
