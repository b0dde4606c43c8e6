export {
  type ConnectionAccess,
  connectionAccess,
  type DueConnection,
  type OpenConnection,
  type RunOutcome,
} from './connection-access.ts'
