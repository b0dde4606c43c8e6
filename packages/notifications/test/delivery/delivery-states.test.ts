import { expect, test } from 'vitest'
import { DELIVERY_STATES, statesBefore } from '../../src/delivery/delivery-states.ts'
import { changeState, listDue, pruneDeliveries } from '../../src/delivery/delivery-store.ts'
import type { NotificationTables } from '../../src/tables.ts'
import { openedService, startDelivery } from '../delivery-server.ts'

test('a delivery only comes from one state into another as the table says, and old ones are deleted', async () => {
  const server = await startDelivery()
  try {
    const db = server.database.tables<NotificationTables>()
    const id = await server.ada.addChannel(await openedService(server))
    await server.notify()
    await server.settle()
    const [delivery] = await db.selectFrom('notification_deliveries').selectAll().execute()
    const now = new Date(server.clock.now)
    // Else this process would send it.
    await server.ada.send('PATCH', `/channels/${id}`, { paused: true })
    for (const from of DELIVERY_STATES)
      for (const to of DELIVERY_STATES) {
        await db.updateTable('notification_deliveries').set({ state: from }).execute()
        await changeState(db, [delivery?.id ?? ''], { to, now })
        const [after] = await db.selectFrom('notification_deliveries').select('state').execute()
        const isAllowed = statesBefore(to).includes(from)
        expect({ from, to, state: after?.state }).toEqual({ from, to, state: isAllowed ? to : from })
      }
    expect(await listDue(db, id, now)).toEqual([])
    await pruneDeliveries(db, now)
    expect(await db.selectFrom('notification_deliveries').selectAll().execute()).toHaveLength(1)
    await pruneDeliveries(db, new Date(now.getTime() + 1))
    expect(await db.selectFrom('notification_deliveries').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('notification_sends').selectAll().execute()).toEqual([])
  } finally {
    await server.stop()
  }
})
