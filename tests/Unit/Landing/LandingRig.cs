using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Time.Testing;
using Millrace.Landing;
using Millrace.Landing.Querying;
using Millrace.Landing.Records;
using Millrace.Landing.Storing;

namespace Millrace.Unit.Landing;

/// <summary>A landing in a folder of its own, and records for it.</summary>
internal sealed class LandingRig : IAsyncDisposable
{
    public const string Table = "\"amazon-marketing-stream\".\"sp-traffic\"";
    public const string Quarantine = "\"millrace\".\"quarantine\"";
    public const string Queue = "arn:aws:sqs:us-east-1:123456789012:records";
    private readonly int idsPerRun;
    private int messages;

    private LandingRig(DirectoryInfo folder, LandingStore store, int idsPerRun) =>
        (Folder, Store, this.idsPerRun) = (folder, store, idsPerRun);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 7, 13, 8, 0, 0, TimeSpan.Zero));

    public DirectoryInfo Folder { get; }

    public LandingStore Store { get; private set; }

    public string File => Path.Combine(Folder.FullName, QueryClient.FileName);

    /// <param name="idsPerRun">How many ids are kept whole in memory, before they are known by where they stand in the file.</param>
    /// <param name="layout">SQL that makes a file of an older layout first.</param>
    public static async Task<LandingRig> OpenAsync(int idsPerRun = IdRun.IdsMax, string? layout = null)
    {
        var folder = Directory.CreateTempSubdirectory("millrace-landing");
        var file = Path.Combine(folder.FullName, QueryClient.FileName);
        if (layout is not null)
        {
            Execute(file, layout);
        }

        return new LandingRig(folder, await Open(file, idsPerRun), idsPerRun);
    }

    /// <summary>Runs statements on the file beside the store.</summary>
    public static void Execute(string file, string sql)
    {
        using var connection = new DuckDBConnection($"DataSource={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A record as the stream sends it; a change sets a field to JSON text, or takes it away with null.</summary>
    public static string Record(string id, params (string Field, string? Json)[] changes)
    {
        var fields = new Dictionary<string, string?>
        {
            ["advertiser_id"] = "\"A0X\"",
            ["marketplace_id"] = "\"ATVPDKIKX0DER\"",
            ["dataset_id"] = "\"sp-traffic\"",
            ["impressions"] = "10",
            ["idempotency_id"] = $"\"{id}\"",
            ["keyword_text"] = "\"running shoes\"",
            ["time_window_start"] = "\"2022-02-01T10:00:00-08:00\"",
            ["ad_group_id"] = "\"2001\"",
            ["placement"] = "\"Detail Page on-Amazon\"",
            ["cost"] = "0.45",
            ["clicks"] = "1",
            ["currency"] = "\"USD\"",
            ["ad_id"] = "\"3001\"",
            ["match_type"] = "\"PHRASE\"",
            ["campaign_id"] = "\"1001\"",
            ["keyword_id"] = "\"12345678\"",
        };
        foreach (var (field, json) in changes)
        {
            fields[field] = json;
        }

        var text = fields.Where(field => field.Value is not null).Select(field => $"\"{field.Key}\":{field.Value}");
        return "{" + string.Join(",", text) + "}";
    }

    public static string Id(int number) => new Guid(number, 0, 0x3000, 0x80, 0, 0, 0, 0, 0, 0, 0).ToString();

    public LandingMessage Message(string body) =>
        new(Queue, $"message-{Interlocked.Increment(ref messages).ToString(CultureInfo.InvariantCulture)}", body);

    public Task<StoreOutcome> LandAsync(params string[] bodies) => Store.StoreAsync([.. bodies.Select(Message)], Cancel);

    /// <summary>Rows as text: fields with a bar between, NULL as nothing.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string sql) =>
        [.. (await Store.QueryAsync(sql, Cancel)).Rows.Select(row => string.Join('|', row))];

    public async Task<IReadOnlyList<string>> ReasonsAsync() => await AskAsync($"SELECT reason FROM {Quarantine} ORDER BY ALL");

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await Open(File, idsPerRun);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    private static Task<LandingStore> Open(string file, int idsPerRun) => LandingStore.OpenAsync(file, Clock, idsPerRun, Cancel);
}
