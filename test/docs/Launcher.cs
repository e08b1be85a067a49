using System;
using System.Runtime.InteropServices;

// Runs a program and leaves by the system's _exit: once in some thirty runs, Mono 6.8 hangs or aborts while it
// shuts down after it has used a socket, long after the program has ended.
class Launcher
{
    [DllImport("libc")]
    static extern void _exit(int code);

    static void Main(string[] args)
    {
        var code = 1;
        try
        {
            code = AppDomain.CurrentDomain.ExecuteAssembly(args[0]);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
        }
        _exit(code);
    }
}
