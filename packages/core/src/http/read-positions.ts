import { serviceKey } from '../service-key.ts'

/** Positions of the database's log, for a server whose reads may go to a replica. */
export interface ReadPositions {
  /** Whether a text has the form of a position. */
  isPosition(text: string): boolean
  /** The position that all that is committed now lies before. Does not reject: where it cannot be read, it is one that no replica reaches. */
  current(): Promise<string>
}

/** The database plugin registers it if it has a read replica. */
export const readPositions = serviceKey<ReadPositions>('readPositions')
