import type { HealthSubjects } from '@tributary/integration-host'
import { isStorable } from '@tributary/integration-kit/host'
import { withinTime } from '@tributary/provider-client'
import type { HealthParts } from './health-parts.ts'
import type { ListedSubject } from './subject-store.ts'

const LIST_MILLISECONDS = 10_000
const MAX_ID = 200

/** A subject with what checks it. */
export type CheckedSubject = ListedSubject & { readonly source: HealthSubjects }

/** What is checked periodically. A source that cannot list its subjects is logged and does not affect the others. */
export async function listSubjects(
  parts: Pick<HealthParts, 'contributed' | 'logger'>,
): Promise<readonly CheckedSubject[]> {
  const lists = await Promise.all(
    parts.contributed().map(async (source) => {
      try {
        const subjects = await withinTime({ milliseconds: LIST_MILLISECONDS }, () => source.list())
        return subjects
          .filter(({ id }) => id !== '' && id.length <= MAX_ID && isStorable(id))
          .map((subject) => ({ ...subject, type: source.type, source }))
      } catch (error) {
        parts.logger.warn({ err: error, type: source.type }, 'subjects of health checks cannot be listed')
        return []
      }
    }),
  )
  return lists.flat()
}
