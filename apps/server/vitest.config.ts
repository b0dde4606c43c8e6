import config from '@tributary/vitest-config'

// A database of an earlier version has passwords that were hashed at their full cost.
const execArgv = config.test?.execArgv?.filter((argument) => !argument.includes('cheap-passwords'))

export default { ...config, test: { ...config.test, execArgv } }
