using System.CommandLine;

namespace Millrace.App.Bench;

/// <summary>millrace bench http-server: the server that the row "http" starts as a process of its own.</summary>
internal static class HttpServerCommand
{
    public const string Name = "http-server";

    public static Command Build()
    {
        var folder = new Argument<DirectoryInfo>("folder");
        var command = new Command(Name, "Serve for the row http, until the input ends.") { folder };
        command.Hidden = true;
        command.SetAction(
            async (parsed, cancel) =>
            {
                await using var host = new HttpServerHost(parsed.GetValue(folder)!.FullName);
                Console.WriteLine((await host.StartAsync(cancel)).ToJsonString());

                // The bench holds the other end: when it goes, in whatever way, this ends.
                await Console.In.ReadToEndAsync(cancel);
                return 0;
            }
        );
        return command;
    }
}
