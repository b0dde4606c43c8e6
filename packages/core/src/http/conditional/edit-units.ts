import { serviceKey } from '../../service-key.ts'

/** The one transaction of an edit: the comparison with `If-Match`, and the writing. */
export interface EditUnit {
  /** The unit of work that the queries of the request join; the kernel sets it as the current one. */
  readonly unit: object
  /** Waits until no other edit of the same things has begun, in whichever process. */
  begin(): Promise<void>
  commit(): Promise<void>
  /** Undoes everything. Does nothing before `begin`, and after the end. */
  rollback(): Promise<void>
}

/** Makes edits with `If-Match` run one after the other across all processes. */
export interface EditUnits {
  /** `things`: what is edited; two edits with the same name exclude each other. */
  open(things: string): EditUnit
}

/** The database plugin registers it. Without it, `If-Match` is compared within one process. */
export const editUnits = serviceKey<EditUnits>('editUnits')
