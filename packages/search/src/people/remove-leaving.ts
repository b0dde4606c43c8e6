import { isProblemError } from '@tributary/core'
import { type Parts, tablesOf } from '../parts.ts'
import { deletePerson, listLeaving } from './people-store.ts'

/**
 * Removes the documents of deleted people, and of all in an instance that is not chosen any longer. A row is deleted after its documents, so that a kill
 * in between removes them again.
 *
 * @returns whether all of them are removed
 */
export async function removeLeaving(parts: Parts, chosenId: string | undefined): Promise<boolean> {
  const leaving = await listLeaving(tablesOf(parts), chosenId)
  const failed = new Set<string>()
  for (const { instanceId, userId } of leaving) {
    if (failed.has(instanceId)) continue
    try {
      await removeDocuments(parts, instanceId, userId)
      await deletePerson(tablesOf(parts), instanceId, userId)
    } catch (err) {
      failed.add(instanceId)
      parts.logger.warn(
        { err, instanceId },
        'documents could not be removed from a search instance; retrying',
      )
    }
  }
  return failed.size === 0
}

/** What a deleted instance has cannot be reached any longer. */
async function removeDocuments({ providers }: Parts, instance: string, userId: string): Promise<void> {
  try {
    await providers.use({ kind: 'search', instance, milliseconds: 90_000 }, (index) =>
      index.removeAll(userId),
    )
  } catch (error) {
    if (!isProblemError(error) || error.code !== 'INSTANCES_NOT_FOUND') throw error
  }
}
