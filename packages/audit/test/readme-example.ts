import { type PluginContext, type Principal } from '@tributary/core'
import { auditLogOf, changesBetween } from '../src/index.ts'

export async function recordRole(context: PluginContext, by: Principal): Promise<void> {
  await auditLogOf(context).record({
    by,
    action: 'updated',
    subjectType: 'user',
    subjectId: 'wG7nq0xTz51pLrEb',
    changes: changesBetween({ role: 'user' }, { role: 'admin' }),
  })
}
