import { createGoogleHealthSimulator } from '@tributary/integration-fitbit/simulator'

await using google = await createGoogleHealthSimulator({
  accounts: [{ id: 'ada', name: 'Ada', timeZone: 'Europe/Berlin' }],
  clients: [{ id: 'client', secret: 'secret', redirectUris: ['http://127.0.0.1:3000/api/fitbit/callback'] }],
})
google.tracker('ada').hold(Date.parse('2026-11-18T12:00:00Z')) // the watch is away from its phone
