using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Runtime.Accounts;

namespace Millrace.App.Admin;

/// <summary>millrace admin audit: reads the audit log of a data folder, and removes what is older than somebody needs.</summary>
internal static class AuditCommand
{
    private const int PageMax = 1000;
    private const string Header = "sequence,time,actor,act,subject,outcome";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Read()
    {
        var since = Time("--since", "Entries from this time on (ISO 8601). Default: all.", isRequired: false);
        var format = new Option<string>("--format")
        {
            Description = "json: an object a line; or csv.",
            DefaultValueFactory = _ => "json",
        };
        format.AcceptOnlyFromAmong("json", "csv");
        return AdminCommand.Act(
            new Command("read", "Print the log, the oldest entry first.") { since, format },
            async (parsed, _, registry, cancel) =>
            {
                var isCsv = parsed.GetValue(format) == "csv";
                if (isCsv)
                {
                    Console.WriteLine(Header);
                }

                var after = 0L;
                while (await registry.ReadAuditAsync(parsed.GetValue(since), after, PageMax, cancel) is { Count: > 0 } entries)
                {
                    foreach (var entry in entries)
                    {
                        Console.WriteLine(isCsv ? Csv(entry) : Json(entry));
                    }

                    after = entries[^1].Sequence;
                }

                return 0;
            }
        );
    }

    public static Command Prune()
    {
        var before = Time("--before", "Entries before this time go (ISO 8601).", isRequired: true);
        return AdminCommand.Act(
            new Command("prune", "Remove old entries; that it was done is an entry itself.") { before },
            async (parsed, _, registry, cancel) =>
            {
                var time = parsed.GetValue(before);
                var removed = await registry.PruneAuditAsync(time, cancel);
                var now = TimeProvider.System.GetUtcNow();
                await registry.AddAuditAsync(
                    new AuditEntry(now, "admin", "audit prune", $"{removed} entries before {Text(time)}", AuditEntry.Done),
                    cancel
                );
                Console.WriteLine($"entries removed: {removed}");
                return 0;
            }
        );
    }

    private static Option<DateTimeOffset> Time(string name, string description, bool isRequired) =>
        new(name)
        {
            Description = description,
            Required = isRequired,
            CustomParser = result =>
            {
                if (
                    !DateTimeOffset.TryParse(
                        result.Tokens[0].Value,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var time
                    )
                )
                {
                    result.AddError($"{name}: '{result.Tokens[0].Value}' is not an ISO 8601 time, such as 2026-07-06T00:00:00Z.");
                }

                return time;
            },
        };

    private static string Json(AuditEntry entry) =>
        new JsonObject
        {
            ["sequence"] = entry.Sequence,
            ["time"] = Text(entry.Time),
            ["actor"] = entry.Actor,
            ["act"] = entry.Act,
            ["subject"] = entry.Subject,
            ["outcome"] = entry.Outcome,
        }.ToJsonString(Plain);

    private static string Csv(AuditEntry entry) =>
        string.Join(
            ',',
            ((string[])[Text(entry.Time), entry.Actor, entry.Act, entry.Subject, entry.Outcome])
                .Select(text => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
                .Prepend(entry.Sequence.ToString(CultureInfo.InvariantCulture))
        );

    private static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
