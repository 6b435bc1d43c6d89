namespace Millrace.App.Bench;

/// <summary>The row of messages to SQS, ten of 1 KB a call, beside AWSSDK's own bare loop against the same server.</summary>
internal sealed class SqsBench : IBench
{
    private const int EventsPerMessage = 100;
    private const int WarmUps = 3;

    public string Name => "sqs";

    public string Description => "Messages to SQS, ten of 1 KB a call, beside AWSSDK's own bare loop.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        await using var server = await AnswererProcess.StartAsync(SqsAnswerer.Verb);
        var messages = SqsMessages.Make(Math.Max(1, options.Events / EventsPerMessage), seed: 1);
        await using var bench = new SqsRun(server.Address, messages);

        // The runtime compiles both sides anew while they run; what it costs is nobody's price of a message.
        for (var lap = 0; lap < WarmUps; lap++)
        {
            await bench.RunOwnAsync();
            await bench.RunSdkAsync();
        }

        var figures = await Race.RunAsync(
            options.Runs,
            "messages",
            new Bar(1.5, 2.5),
            new Side("millrace", bench.RunOwnAsync),
            new Side("AWSSDK", bench.RunSdkAsync)
        );
        figures.Add(new("bytes of a message", messages.Average(message => message.Length), "B"));
        return figures;
    }
}
