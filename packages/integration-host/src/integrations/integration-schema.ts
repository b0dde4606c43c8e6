import { Type } from 'typebox'
import { Connection } from '../connection-service.ts'
import { ImportJob } from '../import-job.ts'
import { nullable } from '../nullable.ts'

/** The ways to connect an account, as the API spells them. */
export const AUTH_KINDS = ['oauth2', 'device_code', 'credentials', 'none'] as const

const STATES = ['ready', 'booting', 'quarantined', 'disabled'] as const

const CredentialsForm = Type.Object(
  {
    schema: Type.Unknown({ description: 'JSON Schema of the body of `POST /api/<integration>/connect`.' }),
    howTo: Type.Array(Type.String(), { description: 'How to obtain the credentials, one step per line.' }),
  },
  {
    title: 'integrations.CredentialsForm',
    description: 'What a person enters to connect an account.',
    examples: [
      {
        schema: { type: 'object', required: ['token'], properties: { token: { type: 'string' } } },
        howTo: ['Open your account.', 'Copy the user token.'],
      },
    ],
  },
)

const EXAMPLE_FORM = {
  schema: {
    type: 'object',
    properties: { timeZone: { type: 'string', title: 'Time zone' } },
    required: [],
  },
  uiSchema: { 'ui:order': ['timeZone', '*'] },
}

const RenderedForm = Type.Object(
  {
    schema: Type.Unknown({
      description:
        'Plain JSON Schema. A field that is shown only for some values of another is in `allOf`, behind `if`. JSON is edited as text.',
    }),
    uiSchema: Type.Unknown({
      description: 'UI schema. `ui:options.groups` of the root lists the groups with their fields.',
    }),
  },
  {
    title: 'integrations.Form',
    description: 'A form that react-jsonschema-form renders as it is. What it sends back is accepted.',
    examples: [EXAMPLE_FORM],
  },
)

const NO_FORMS = { credentials: null, connection: null, connectionChange: null, importOptions: null }

const IntegrationForms = Type.Object(
  {
    credentials: nullable(
      RenderedForm,
      'The members of the body of `POST /api/<integration>/connect` that are credentials; null if nothing is entered.',
    ),
    connection: nullable(RenderedForm, 'The member `settings` of that body; null without settings.'),
    connectionChange: nullable(
      RenderedForm,
      'The member `settings` of the body of `PATCH /api/<integration>/connections/{id}`; null if nothing can be changed.',
    ),
    importOptions: nullable(
      RenderedForm,
      'The fields beside `file` of `POST /api/<integration>/import`; null without options.',
    ),
  },
  {
    title: 'integrations.IntegrationForms',
    description: 'What a person fills in, ready to be rendered.',
    examples: [{ ...NO_FORMS, connection: EXAMPLE_FORM }],
  },
)

const StreamDescription = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({
      description: 'The kind of record: `media`, `daily_metric`, `measurement`, `event`.',
    }),
    displayName: Type.String(),
    scopes: Type.Array(Type.String(), { description: 'Scopes of the provider that it needs.' }),
    offByDefault: nullable(Type.String(), 'Why it is disabled by default; null if it is enabled.'),
  },
  {
    title: 'integrations.StreamDescription',
    description: 'A stream: one kind of record that an integration delivers.',
    examples: [
      { id: 'workouts', kind: 'event', displayName: 'Workouts', scopes: ['workout'], offByDefault: null },
    ],
  },
)

const IntegrationMetric = Type.Object(
  {
    metric: Type.String({ description: '`<integration>.<field>`.' }),
    label: Type.String(),
    unit: nullable(Type.String()),
    kind: Type.Enum(['daily_metric', 'measurement'], { description: 'One value a day, or a series.' }),
    type: Type.Enum(['number', 'time', 'text', 'boolean']),
    unavailable: nullable(Type.String(), 'Why it is unavailable; null if it is available.'),
  },
  {
    title: 'integrations.IntegrationMetric',
    description: 'A metric of an integration, also one that people know and that is unavailable.',
    examples: [
      {
        metric: 'fitbit.steps',
        label: 'Steps',
        unit: null,
        kind: 'daily_metric',
        type: 'number',
        unavailable: null,
      },
    ],
  },
)

const IntegrationEventType = Type.Object(
  {
    type: Type.String(),
    label: Type.String(),
    streamId: Type.String({ description: 'The stream that delivers it.' }),
  },
  {
    title: 'integrations.IntegrationEventType',
    description: 'A type of the events of an integration.',
    examples: [{ type: 'workout', label: 'Workout', streamId: 'workouts' }],
  },
)

const EXAMPLE_FILES = {
  accept: ['.csv'],
  maxBytes: 104_857_600,
  howTo: ['Request your data.'],
  options: {},
}

const IntegrationFiles = Type.Object(
  {
    accept: Type.Array(Type.String(), { description: 'File name endings.' }),
    maxBytes: Type.Integer(),
    howTo: Type.Array(Type.String(), { description: 'How to obtain the file, one step per line.' }),
    options: Type.Unknown({ description: 'JSON Schema of the options of an import.' }),
  },
  {
    title: 'integrations.IntegrationFiles',
    description: 'The files that an integration imports.',
    examples: [EXAMPLE_FILES],
  },
)

const EXAMPLE_FACTS = {
  historyLimitDays: null,
  sunsetDate: null,
  successor: null,
  successorIntegration: null,
  closedToNewClients: null,
  userCap: 10,
  backfillDays: 365,
  syncEveryMinutes: 60,
}

const IntegrationFacts = Type.Object(
  {
    historyLimitDays: nullable(Type.Integer(), 'Only this many days back can be read; null without a limit.'),
    sunsetDate: nullable(
      Type.String({ format: 'date' }),
      'The date the provider ends the interface; null if none is known.',
    ),
    successor: nullable(Type.String(), 'What follows the interface that ends.'),
    successorIntegration: nullable(Type.String(), 'The integration that reads what follows, by its name.'),
    closedToNewClients: nullable(Type.String(), 'Why no new client can be had; null if one can.'),
    userCap: nullable(Type.Integer(), 'How many people one client may serve; null if no limit is known.'),
    backfillDays: Type.Integer({ description: 'How many days of the past are read after connecting.' }),
    syncEveryMinutes: nullable(Type.Integer(), 'The interval of scheduled syncs; null if nothing is synced.'),
  },
  {
    title: 'integrations.IntegrationFacts',
    description: 'What is known of the interface of a provider.',
    examples: [EXAMPLE_FACTS],
  },
)

const ProviderTerm = Type.Object(
  {
    forbids: Type.Enum(['storage', 'ai', 'combination']),
    sentence: Type.String(),
    citation: Type.String({ description: 'Where the term is written.' }),
    checkedOn: Type.String({ format: 'date', description: 'When it was read there.' }),
  },
  {
    title: 'integrations.ProviderTerm',
    description: 'A use of its data that a provider forbids.',
    examples: [
      {
        forbids: 'ai',
        sentence: 'Strava forbids any use of its data with AI.',
        citation: 'https://www.strava.com/legal/api',
        checkedOn: '2026-11-20',
      },
    ],
  },
)

/** What an integration brings and needs, and how it stands with the person who asks. */
export const Integration = Type.Object(
  {
    integration: Type.String({ description: 'Its name.' }),
    displayName: Type.String(),
    version: Type.String(),
    description: Type.String(),
    homepage: nullable(Type.String()),
    state: Type.Enum([...STATES], { description: 'Only a `ready` one can be used now.' }),
    stateReason: nullable(
      Type.String(),
      'Why it is not ready, for administrators; null for others, and if it is ready.',
    ),
    auth: Type.Enum([...AUTH_KINDS], {
      description: 'How an account is connected; `none` where none is.',
    }),
    form: nullable(CredentialsForm, 'The credentials form; null if nothing is entered here.'),
    connectionForm: nullable(
      Type.Unknown({ description: 'JSON Schema of the member `settings` of the body of `POST /connect`.' }),
      'The settings form of each connection; null without settings.',
    ),
    forms: IntegrationForms,
    configured: Type.Boolean({ description: 'Whether the administrator has set all required settings.' }),
    missingSettings: nullable(
      Type.Array(Type.String()),
      'For administrators: the required settings without a valid value. Null for others, and if it is not ready.',
    ),
    obstacle: nullable(Type.String(), 'Why people cannot connect now, and who must do what.'),
    streams: Type.Array(StreamDescription, { description: 'What it delivers.' }),
    metrics: Type.Array(IntegrationMetric, { description: 'The metrics it delivers.' }),
    eventTypes: Type.Array(IntegrationEventType, { description: 'The types of events it delivers.' }),
    files: nullable(IntegrationFiles, 'How files are imported; null if they are not.'),
    facts: IntegrationFacts,
    notes: Type.Array(Type.String(), { description: 'What to know before starting.' }),
    terms: Type.Array(ProviderTerm, {
      description: "What the provider's terms forbid. Show it before a person connects.",
    }),
    connected: Type.Boolean({ description: 'Whether any account is connected.' }),
    enabled: Type.Boolean({ description: 'Whether any connection is synced automatically.' }),
    lastSyncAt: nullable(Type.String({ format: 'date-time' }), 'The latest of all connections.'),
    nextSyncAt: nullable(Type.String({ format: 'date-time' }), 'The earliest of all connections.'),
    lastError: nullable(
      Type.Object({ code: Type.String(), message: Type.String() }),
      'Of the first connection whose last run failed.',
    ),
    connections: Type.Array(Connection, {
      description: 'Yours, the oldest first. A disconnected one is listed as long as its data is kept.',
    }),
    lastJob: nullable(ImportJob, 'Your last import job; null without one.'),
  },
  {
    title: 'integrations.Integration',
    description: 'An integration: what it brings, what it needs, and how it stands with you.',
    examples: [
      {
        integration: 'netflix',
        displayName: 'Netflix',
        version: '1.0.0',
        description: 'What you watched on Netflix.',
        homepage: 'https://www.netflix.com/viewingactivity',
        state: 'ready',
        stateReason: null,
        auth: 'none',
        form: null,
        connectionForm: null,
        forms: NO_FORMS,
        configured: true,
        missingSettings: null,
        obstacle: null,
        streams: [
          { id: 'viewing-history', kind: 'media', displayName: 'History', scopes: [], offByDefault: null },
        ],
        metrics: [],
        eventTypes: [],
        files: EXAMPLE_FILES,
        facts: { ...EXAMPLE_FACTS, userCap: null, backfillDays: 0, syncEveryMinutes: null },
        notes: [],
        terms: [],
        connected: false,
        enabled: false,
        lastSyncAt: null,
        nextSyncAt: null,
        lastError: null,
        connections: [],
        lastJob: null,
      },
    ],
  },
)
