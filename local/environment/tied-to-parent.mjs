// Preloaded (`node --import`) into a Node program that must not outlive the process that started it. The parent holds
// the other end of this process's standard input and never writes: its end, however the parent died, ends this process
// and the group that it leads.
const end = () => process.kill(-process.pid, 'SIGKILL');
process.stdin.on('end', end).on('error', end).resume().unref();
