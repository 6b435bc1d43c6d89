using System.CommandLine;
using Microsoft.AspNetCore.Http;
using Millrace.App.Bench.Tables;

namespace Millrace.App.Bench;

/// <summary>millrace bench: figures as ratios of CPU-seconds against a named rival, interleaved in the same run.</summary>
internal static class BenchCommand
{
    /// <summary>The rows of the table, in its order.</summary>
    private static readonly IBench[] Rows =
    [
        new ParseBench(),
        new IngestBench(),
        new MixBench(),
        new HttpBench(),
        new BinaryBench(),
        new RenderBench(),
        new SqsBench(),
        new FirehoseBench(),
        new LandingBench(),
        new MemoryBench(),
        new RecoveryBench(),
        new AttributionBench(),
        new WorkersBench(),
        new ScaleBench(),
        new PauseBench(),
        new ColdBench(),
        new SubscriptionsBench(),
        new LatencyBench(),
        new TablesBench(),
    ];

    public static Command Build()
    {
        var command = new Command("bench", "Measure, beside a rival, in the same run.");
        command.Add(Verb("all", "Every row, one after the other.", Rows));
        command.Add(HttpServerCommand.Build());
        foreach (var row in Rows)
        {
            command.Add(Verb(row.Name, row.Description, [row]));
        }

        command.Add(Plot());
        command.Add(Answerer(SqsAnswerer.Verb, SqsAnswerer.AnswerAsync));
        command.Add(Answerer(FirehoseAnswerer.Verb, FirehoseAnswerer.AnswerAsync));
        return command;
    }

    private static Command Answerer(string verb, RequestDelegate answer)
    {
        var answerer = new Command(verb) { Hidden = true };
        answerer.SetAction((_, cancel) => AnswererProcess.ServeAsync(answer, cancel));
        return answerer;
    }

    private static Command Plot()
    {
        var results = new Option<DirectoryInfo>("--results")
        {
            Description = "Where the figures are.",
            DefaultValueFactory = _ => new(Path.Combine("bench", "results")),
        };
        var drawing = new Option<FileInfo>("--svg")
        {
            Description = "The drawing.",
            DefaultValueFactory = _ => new(Path.Combine("docs", "performance.svg")),
        };
        var plot = new Command("plot", "Draw the figures of the last runs.") { results, drawing };
        plot.SetAction(
            async (parsed, _) =>
            {
                await BenchPlot.DrawAsync(parsed.GetValue(results)!.FullName, parsed.GetValue(drawing)!.FullName);
                return 0;
            }
        );
        return plot;
    }

    private static Command Verb(string name, string description, IBench[] rows)
    {
        var events = new Option<int>("--events")
        {
            Description = "Events in the input file.",
            DefaultValueFactory = _ => 10_000_000,
        };
        var runs = new Option<int>("--runs") { Description = "Runs of each side.", DefaultValueFactory = _ => 5 };
        var folder = new Option<DirectoryInfo>("--folder")
        {
            Description = "Where inputs are kept.",
            DefaultValueFactory = _ => new(Path.Combine("artifacts", "bench")),
        };
        var results = new Option<DirectoryInfo>("--results")
        {
            Description = "Where the figures are written.",
            DefaultValueFactory = _ => new(Path.Combine("bench", "results")),
        };
        var verb = new Command(name, description) { events, runs, folder, results };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                var options = new BenchOptions
                {
                    Events = parsed.GetValue(events),
                    Runs = parsed.GetValue(runs),
                    Folder = parsed.GetValue(folder)!.FullName,
                };
                Directory.CreateDirectory(options.Folder);
                foreach (var row in rows)
                {
                    var figures = await row.RunAsync(options);
                    await BenchResults.TellAsync(row, options, parsed.GetValue(results)!.FullName, figures);
                }

                return 0;
            }
        );
        return verb;
    }
}
