using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Millrace.Sources.Files;
using Spectre.Console;

namespace Millrace.App.Ingest;

/// <summary>millrace ingest: brings any file in that DuckDB can read, through a running server.</summary>
internal static class IngestCommand
{
    public static Command Build()
    {
        var sql = new Option<string?>("--sql")
        {
            Description = "A query; each row is a line, each column a field of the ingest format.",
        };
        var file = new Option<FileInfo>("--file", "-f") { Description = "A file that holds the query." }.AcceptExistingOnly();
        var set = new Option<string[]>("--set")
        {
            Description = "NAME=VALUE: a text that the query asks for by getvariable('NAME'). May be given many times.",
        };
        var server = AppOptions.Address("--server", $"Address of the server. Default: {ServerHttp.Local}.");
        var key = new Option<string?>("--key") { Description = "The ingest key; else the environment's MILLRACE_INGEST_KEY." };
        var import = new Option<bool>("--import") { Description = "Old data: any age is taken, and published at once." };
        var to = new Option<string>("--to")
        {
            Description = "What a row is: an event, or an entity or product in its newest form.",
            DefaultValueFactory = _ => IngestTarget.Events.Name,
        };
        to.AcceptOnlyFromAmong(IngestTarget.Events.Name, IngestTarget.Entities.Name, IngestTarget.Products.Name);
        var lines = new Option<int>("--batch-lines") { Description = "Lines a batch.", DefaultValueFactory = _ => 5000 };
        lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--batch-lines must be at least 1.");
            }
        });
        var id = new Option<string?>("--batch-id")
        {
            Description =
                "Beginning of the batch ids; the same again changes nothing. Default: a hash of the query and its variables.",
        };
        var command = new Command("ingest", "Bring a file in: every row of a query is an event, an entity or a product.")
        {
            sql,
            file,
            set,
            server,
            key,
            import,
            to,
            lines,
            id,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(sql) is null == result.GetResult(file) is null)
            {
                result.AddError("Give a query by --sql or by --file, one of them.");
            }

            if (result.GetValue(import) && result.GetValue(to) is { } kind && kind != IngestTarget.Events.Name)
            {
                result.AddError($"Leave --import out: it is for events, and {kind} have no age.");
            }

            foreach (var one in result.GetValue(set) ?? [])
            {
                if (one.IndexOf('=', StringComparison.Ordinal) < 1)
                {
                    result.AddError($"Give --set as NAME=VALUE, not as {one}.");
                }
            }
        });
        command.SetAction(
            async (parsed, cancel) =>
            {
                if ((parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("MILLRACE_INGEST_KEY")) is not { } secret)
                {
                    await Console.Error.WriteLineAsync("Give the ingest key by --key or MILLRACE_INGEST_KEY.");
                    return 1;
                }

                var query = parsed.GetValue(sql) ?? await File.ReadAllTextAsync(parsed.GetValue(file)!.FullName, cancel);
                var variables = parsed.GetValue(set) ?? [];
                using var http = ServerHttp.Create(parsed.GetValue(server) ?? ServerHttp.Local, TimeSpan.FromMinutes(2));
                var client = new IngestClient(http, secret, TimeProvider.System);
                var question = string.Join('\0', [query, .. variables]);
                var prefix =
                    parsed.GetValue(id) ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..24];
                return await RunAsync(
                    client,
                    query,
                    variables,
                    prefix,
                    parsed.GetValue(lines),
                    TargetOf(parsed.GetValue(to)!, parsed.GetValue(import)),
                    cancel
                );
            }
        );
        return command;
    }

    private static IngestTarget TargetOf(string name, bool isImport) =>
        name == IngestTarget.Entities.Name ? IngestTarget.Entities
        : name == IngestTarget.Products.Name ? IngestTarget.Products
        : isImport ? IngestTarget.Import
        : IngestTarget.Events;

    private static async Task<int> RunAsync(
        IngestClient client,
        string query,
        string[] variables,
        string prefix,
        int batchLines,
        IngestTarget target,
        CancellationToken cancel
    )
    {
        var (accepted, repeated, refused) = (0L, 0L, 0L);
        var firstRefused = new List<string>();
        try
        {
            using var source = new SqlLines();
            foreach (var variable in variables)
            {
                var end = variable.IndexOf('=', StringComparison.Ordinal);
                source.Set(variable[..end], variable[(end + 1)..]);
            }

            var total = source.Count(query);
            await AnsiConsole
                .Progress()
                .StartAsync(async progress =>
                {
                    var bar = progress.AddTask(target.Name, maxValue: Math.Max(1, total));
                    foreach (var body in source.Read(query, batchLines))
                    {
                        var answer = await client.SendAsync(body.Bytes, $"{prefix}-{body.Number}", target, cancel);
                        accepted += answer.Accepted;
                        repeated += answer.Repeated;
                        refused += answer.RefusedCount;
                        var before = (long)body.Number * batchLines;
                        firstRefused.AddRange(
                            answer
                                .Refused.Take(20 - Math.Min(20, firstRefused.Count))
                                .Select(line => $"row {before + line.Line}: {line.Reason}: {body.Start(line.Line)}")
                        );
                        bar.Increment(body.Lines);
                    }

                    bar.Value = bar.MaxValue;
                });
        }
        catch (Exception fault) when (fault is SqlLinesException or IngestException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            await Console.Error.WriteLineAsync(
                $"{accepted} {target.Name} were taken before. Run it again: what was taken does not count twice."
            );
            return 1;
        }

        // Only of events it is told which were there before.
        var known = target.Name == IngestTarget.Events.Name ? $", {repeated} of them known before" : "";
        Console.WriteLine($"{accepted} {target.Name} accepted{known}, {refused} refused");
        foreach (var line in firstRefused)
        {
            Console.WriteLine($"  {line}");
        }

        return refused == 0 ? 0 : 1;
    }
}
