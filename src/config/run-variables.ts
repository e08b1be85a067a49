/**
 * The variable by which `audit tests` reaches emulators that the tests start themselves, in any process. It names the
 * folder of one run, which exists only while that run lasts: the mutant is in the folder, not in the environment, so a
 * variable that is left behind cannot make an emulator lie.
 */
export const auditVariable = 'TVE_AUDIT_RUN'

/**
 * The variable by which `exec` reaches emulators that the tests start themselves, like those of fixtures, in any process. It
 * names a folder that exists only while the command runs, so a variable that is left behind changes nothing.
 */
export const execVariable = 'TVE_EXEC_RUN'
