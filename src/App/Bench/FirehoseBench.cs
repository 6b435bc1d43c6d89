namespace Millrace.App.Bench;

/// <summary>
/// The row of records to Firehose, 500 of 1 KB a call, beside a client on AWSSDK.Core as the SDK generates them, against the same server.
/// </summary>
internal sealed class FirehoseBench : IBench
{
    private const int EventsPerRecord = 100;
    private const int WarmUps = 12;

    public string Name => "firehose";

    public string Description => "Records to Firehose, 500 of 1 KB a call, beside a client on AWSSDK.Core's own pipeline.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        await using var server = await AnswererProcess.StartAsync(FirehoseAnswerer.Verb);
        var records = SqsMessages.Make(Math.Max(1, options.Events / EventsPerRecord), seed: 1);
        await using var bench = new FirehoseRun(server.Address, records);

        // What compiling costs is nobody's price of a record; calls are few, so that it takes more laps than for SQS.
        for (var lap = 0; lap < WarmUps; lap++)
        {
            await bench.RunOwnAsync();
            await bench.RunSdkAsync();
        }

        var figures = await Race.RunAsync(
            options.Runs,
            "records",
            new Bar(1.5, 2.5),
            new Side("millrace", bench.RunOwnAsync),
            new Side("AWSSDK.Core", bench.RunSdkAsync)
        );
        figures.Add(new("bytes of a record", records.Average(record => record.Length), "B"));
        return figures;
    }
}
