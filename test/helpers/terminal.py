# A real pseudo-terminal, for what tmux does not show: the modes before and after, an output that nobody reads, bytes in one write, signals
# at any moment. Reads a scenario of steps as JSON from its argument, runs a command in a session of its own on a new terminal, and prints
# one JSON object: how it ended, the modes, what was written last, and the processes left.
#
# Steps: {"wait": TEXT} until the output has it, {"sleep": S}, {"write": TEXT} in one write, {"signal": NUMBER}, {"hangup": true} closes the
# terminal; {"raw": true} until the keys come one by one, {"lookout": true} until the program has a thread of its own beside the first,
# {"full": true} reads no more, until the terminal takes no more; {"burn": S} until the first thread has used so much more CPU time;
# {"end": S} the program has to end within so many seconds of its CPU time.
#
# A step goes on as soon as what it waits for is there: a busy machine makes it later, and not wrong.
import fcntl, json, os, pty, select, signal, struct, subprocess, sys, termios, time

task = json.loads(sys.argv[1])
patience = task['patience']
controlling = task.get('controlling', True)
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', task.get('rows', 24), task.get('columns', 80), 0, 0))
before = termios.tcgetattr(slave)
env = {k: v for k, v in os.environ.items() if k not in ('CI', 'NO_COLOR', 'FORCE_COLOR')}
env.update({'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8', 'NODE_ENV': 'production', **task.get('env', {})})
mark = f'IRQDECK_TEST_MARK={os.getpid()}-{time.time_ns()}'
env.update([mark.split('=')])


def begin():
    os.setsid()
    if controlling:
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


stdin = open(task['stdin'], 'rb') if 'stdin' in task else slave
child = subprocess.Popen(task['argv'], stdin=stdin, stdout=slave, stderr=slave, env=env, preexec_fn=begin, cwd=task.get('cwd'))
seen = b''
deaf = False


def read(seconds):
    global seen
    if deaf or master < 0:
        time.sleep(seconds)
        return
    if select.select([master], [], [], seconds)[0]:
        try:
            seen += os.read(master, 65536)
        except OSError:
            pass


def spend(seconds, done=lambda: False):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not done():
        read(min(0.01, max(0, end - time.monotonic())))
    return done()


def cpu(path):
    """User and system time of a process or a thread in s; of one that has ended, none."""
    try:
        fields = open(f'/proc/{path}/stat').read().rsplit(') ', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')
    except OSError:
        return 0


def is_raw():
    return not termios.tcgetattr(slave)[3] & termios.ICANON


def looks_out():
    try:
        tasks = os.listdir(f'/proc/{child.pid}/task')
        return any(open(f'/proc/{child.pid}/task/{each}/comm').read().strip() == 'WorkerThread' for each in tasks)
    except OSError:
        return False


def is_full():
    return not select.select([], [slave], [], 0)[1]


problem = None


def wait_for(what, done):
    global problem
    if not spend(patience, lambda: done() or child.poll() is not None) or not done():
        problem = f'waited in vain for {what}'
    return problem is None


first = f'{child.pid}/task/{child.pid}'
for step in task['steps']:
    if 'wait' in step:
        text = step['wait'].encode()
        if not wait_for(step['wait'], lambda: text in seen):
            break
    elif 'raw' in step:
        if not wait_for('raw mode', is_raw):
            break
    elif 'lookout' in step:
        if not wait_for('the thread that looks out', looks_out):
            break
    elif 'full' in step:
        deaf = True
        if not wait_for('a full terminal', is_full):
            break
    elif 'burn' in step:
        enough = cpu(first) + step['burn']
        if not wait_for(f'{step["burn"]} s of CPU time', lambda: cpu(first) >= enough):
            break
    elif 'sleep' in step:
        spend(step['sleep'])
    elif 'write' in step:
        os.write(master, step['write'].encode('utf-8', 'surrogateescape'))
    elif 'signal' in step:
        os.kill(child.pid, step['signal'])
    elif 'hangup' in step:
        # Ours is the last one beside the program's.
        os.close(slave)
        os.close(master)
        master = slave = -1
    elif 'end' in step:
        enough = cpu(child.pid) + step['end']
        spend(patience, lambda: child.poll() is not None or cpu(child.pid) > enough)
        if child.poll() is None:
            problem = f'still there after {step["end"]} s'
alive = child.poll() is None
if alive:
    child.kill()
status = child.wait()


def left():
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            if int(pid) != os.getpid() and mark.encode() in open(f'/proc/{pid}/environ', 'rb').read():
                found.append(open(f'/proc/{pid}/cmdline').read().replace('\0', ' ')[:60])
        except OSError:
            pass
    return found


# A warden has up to half a second for a terminal that takes nothing.
end = time.monotonic() + patience
while left() and time.monotonic() < end:
    spend(0.05)
deaf = False
if slave >= 0:
    # All that was written comes before this.
    os.set_blocking(slave, False)
    last = mark.encode()
    while last:
        try:
            last = last[os.write(slave, last):]
        except BlockingIOError:
            read(0.01)
    spend(patience, lambda: mark.encode() in seen)
after = termios.tcgetattr(slave) if slave >= 0 else None
print(json.dumps({
    'problem': problem, 'alive': alive, 'status': status, 'left': left(), 'modes': after is None or after == before,
    'text': seen.decode('utf-8', 'replace').replace(mark, '')[-task.get('last', 3000):],
}))
