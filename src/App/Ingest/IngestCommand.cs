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
        var file = new Option<FileInfo?>("--file", "-f") { Description = "A file that holds the query." };
        var set = new Option<string[]>("--set")
        {
            Description = "NAME=VALUE: a text that the query asks for by getvariable('NAME'). May be given many times.",
        };
        var server = AppOptions.Address("--server", "Address of the server. Default: http://127.0.0.1:8700/.");
        var key = new Option<string?>("--key") { Description = "The ingest key; else the environment's MILLRACE_INGEST_KEY." };
        var import = new Option<bool>("--import") { Description = "Old data: any age is taken, and published at once." };
        var to = new Option<string>("--to")
        {
            Description = "What a row is: an event, or an entity or product in its newest form.",
            DefaultValueFactory = _ => IngestTarget.Events.Name,
        };
        to.AcceptOnlyFromAmong(IngestTarget.Events.Name, IngestTarget.Entities.Name, IngestTarget.Products.Name);
        var lines = new Option<int>("--batch-lines") { Description = "Lines a batch.", DefaultValueFactory = _ => 5000 };
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
        command.SetAction(
            async (parsed, cancel) =>
            {
                var query =
                    parsed.GetValue(sql)
                    ?? (parsed.GetValue(file) is { } named ? await File.ReadAllTextAsync(named.FullName, cancel) : null);
                var secret = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("MILLRACE_INGEST_KEY");
                var variables = parsed.GetValue(set) ?? [];
                var (kind, isImport) = (parsed.GetValue(to)!, parsed.GetValue(import));
                if (Fault(query, secret, variables, kind, isImport) is { } fault)
                {
                    await Console.Error.WriteLineAsync(fault);
                    return 1;
                }

                using var http = new HttpClient
                {
                    BaseAddress = parsed.GetValue(server) ?? new Uri("http://127.0.0.1:8700/"),
                    Timeout = TimeSpan.FromMinutes(2),
                };
                var client = new IngestClient(http, secret!, TimeProvider.System);
                var question = string.Join('\0', [query!, .. variables]);
                var prefix =
                    parsed.GetValue(id) ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)))[..24];
                return await RunAsync(
                    client,
                    query!,
                    variables,
                    prefix,
                    parsed.GetValue(lines),
                    TargetOf(kind, isImport),
                    cancel
                );
            }
        );
        return command;
    }

    /// <summary>Null, or what is wrong with what was given.</summary>
    private static string? Fault(string? query, string? secret, string[] variables, string kind, bool isImport) =>
        query is null ? "Give a query by --sql or --file."
        : secret is null ? "Give the ingest key by --key or MILLRACE_INGEST_KEY."
        : Array.Find(variables, one => one.IndexOf('=', StringComparison.Ordinal) < 1) is { } unnamed
            ? $"Give --set as NAME=VALUE, not as {unnamed}."
        : isImport && kind != IngestTarget.Events.Name ? $"Leave --import out: it is for events, and {kind} have no age."
        : null;

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
                                .Select(line => $"row {before + line.Line}: {line.Reason}")
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

        Console.WriteLine($"{accepted} {target.Name} accepted, {repeated} of them known before, {refused} refused");
        foreach (var line in firstRefused)
        {
            Console.WriteLine($"  {line}");
        }

        return refused == 0 ? 0 : 1;
    }
}
