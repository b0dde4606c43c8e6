import type { SecretPlace } from '@tributary/secrets'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type Configuration, readConfiguration } from './configuration.ts'
import { requireAddress } from './require-address.ts'
import { version } from './version.ts'
import { withDatabase } from './with-database.ts'

const VISIBLE = 'visible to others on this machine; better leave it out'

/**
 * The `tributary` command. Settings come from the environment; each command reads and validates them when it runs. Commands
 * are imported when they run: they load all plugins, which `--help` need not wait for.
 */
export function createProgram(environment: Readonly<Record<string, string | undefined>>): Command {
  const configuration = () => readConfiguration(environment)
  const program = new Command('tributary')
    .description('The data you left in other services, at home.')
    .version(version)
    .showHelpAfterError()
  serverCommands(program, configuration)
  accountCommands(program, configuration)
  secretCommands(program, configuration)
  databaseCommands(program, configuration)
  program
    .command('import')
    .description('import a file for a user, with a progress bar')
    .argument('<integration>', 'its name, like netflix; a wrong one is answered with those that take files')
    .argument('<file>', 'the file as the provider gave it')
    .requiredOption('--user <email>', 'whose data it is')
    .option('--option <name=value>', 'an option of the import; may be repeated', collect, [])
    .action(async (integration: string, file: string, options: { user: string; option: string[] }) => {
      const { importFile } = await import('./commands/import-file.ts')
      const complete = await importFile(configuration(), {
        integration,
        file,
        user: options.user,
        options: options.option,
      })
      process.exitCode = complete ? 0 : 1
    })
  return program
}

function serverCommands(program: Command, configuration: () => Configuration): void {
  program
    .command('serve')
    .description('answer requests and run import jobs')
    .option('--no-worker', 'answer requests only; jobs run where "work" does')
    .action(async (options: { worker: boolean }) => {
      const settings = configuration()
      await requireAddress(settings)
      await withDatabase(settings, async (embedded) => {
        const { serve } = await import('./commands/serve.ts')
        // Only the log is written to standard output.
        const terminal = process.stdout.isTTY ? process.stderr : undefined
        await serve(settings, { ...options, terminal, embedded })
      })
    })
  program
    .command('work')
    .description('run import jobs only, beside servers on the same database')
    .action(async () => {
      const settings = configuration()
      await withDatabase(settings, async (embedded) => {
        const { work } = await import('./commands/serve.ts')
        await work(settings, { embedded })
      })
    })
  program
    .command('migrate')
    .description('bring the database up to date and end')
    .action(async () => {
      const { migrate } = await import('./commands/migrate.ts')
      await migrate(configuration())
    })
  program
    .command('plugins')
    .description('show what became of each plugin at boot')
    .action(async () => {
      const { showPlugins } = await import('./commands/plugins.ts')
      process.exitCode = (await showPlugins(configuration())) ? 0 : 1
    })
}

function accountCommands(program: Command, configuration: () => Configuration): void {
  const users = program.command('users').description('manage users')
  users
    .command('create')
    .description('create a user; prints the id, and the password if it made one')
    .requiredOption('--email <email>')
    .option('--name <name>')
    .option('--password <password>', VISIBLE)
    .option('--admin', 'make an administrator')
    .action(async (options: { email: string; name?: string; password?: string; admin?: boolean }) => {
      const { createUser } = await import('./commands/users.ts')
      await createUser(configuration(), options)
    })
  users
    .command('set-password')
    .description('give a user another password, printed if it made one; ends all sessions, keeps API keys')
    .requiredOption('--email <email>')
    .option('--password <password>', VISIBLE)
    .action(async (options: { email: string; password?: string }) => {
      const { setPassword } = await import('./commands/users.ts')
      await setPassword(configuration(), options)
    })
  users
    .command('list')
    .description('show who there is')
    .action(async () => {
      const { listUsers } = await import('./commands/users.ts')
      await listUsers(configuration())
    })
  program
    .command('keys')
    .description('manage API keys')
    .command('create')
    .description('create an API key; prints it alone')
    .requiredOption('--user <email>', 'whose key it is')
    .requiredOption('--name <name>', 'what it is for')
    .option('--scope <scope>', 'like library:read; may be repeated; default *', collect, [])
    .option('--expires-in-days <days>', 'default never', positiveInteger)
    .action(async (options: { user: string; name: string; scope: string[]; expiresInDays?: number }) => {
      const { createKey } = await import('./commands/keys.ts')
      await createKey(configuration(), {
        user: options.user,
        name: options.name,
        scopes: options.scope.length === 0 ? ['*'] : options.scope,
        ...(options.expiresInDays === undefined ? {} : { expiresInDays: options.expiresInDays }),
      })
    })
}

function secretCommands(program: Command, configuration: () => Configuration): void {
  const secrets = program
    .command('secrets')
    .description('manage where secrets are and the keys they are sealed with')
  secrets
    .command('keys')
    .description('show which keys there are')
    .action(async () => {
      const { showKeys } = await import('./commands/secrets.ts')
      await showKeys(configuration())
    })
  secrets
    .command('rotate')
    .description('rotate the data key and reseal every secret, or resume an interrupted rotation')
    .option('--master', 'change the master key instead: to TRIBUTARY_MASTER_KEY_NEW, or to a new file')
    .action(async (options: { master?: boolean }) => {
      const { rotateKey, rotateMasterKey } = await import('./commands/secrets.ts')
      if (options.master === true) await rotateMasterKey(configuration())
      else process.exitCode = (await rotateKey(configuration())) ? 0 : 1
    })
  secrets
    .command('move')
    .description('move all secrets to Vault, or back into the database; called again, it goes on')
    .addOption(
      new Option('--to <place>', 'where they are moved').choices(['vault', 'sealed']).makeOptionMandatory(),
    )
    .action(async ({ to }: { to: SecretPlace }) => {
      const { moveSecrets } = await import('./commands/secrets.ts')
      process.exitCode = (await moveSecrets(configuration(), to)) ? 0 : 1
    })
}

function databaseCommands(program: Command, configuration: () => Configuration): void {
  const database = program.command('database').description('look after the embedded database')
  database
    .command('upgrade')
    .description('move it to the PostgreSQL of this version; the old directory is kept')
    .action(async () => {
      const { upgrade } = await import('./commands/upgrade.ts')
      await upgrade(configuration())
    })
  database
    .command('check')
    .description('read all of it beside a running server, and say what is damaged')
    .action(async () => {
      const { check } = await import('./commands/check.ts')
      process.exitCode = (await check(configuration())) ? 0 : 1
    })
  program
    .command('backup')
    .description('write the embedded database to one new file, beside a running server')
    .argument('<file>', 'made by this; one that exists is not replaced')
    .option('--with-master-key', 'put the master key inside: who has the file can read all secrets then')
    .action(async (file: string, options: { withMasterKey?: boolean }) => {
      const { backup } = await import('./commands/backup.ts')
      await backup(configuration(), { file, withMasterKey: options.withMasterKey ?? false })
    })
  program
    .command('restore')
    .description('restore a backup into a DATA_DIR that has no database')
    .argument('<file>', 'what "tributary backup" wrote')
    .action(async (file: string) => {
      const { restore } = await import('./commands/restore.ts')
      await restore(configuration(), file)
    })
}

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

function positiveInteger(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.')
  return value
}
