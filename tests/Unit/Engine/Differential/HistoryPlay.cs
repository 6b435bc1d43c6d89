using System.Globalization;
using System.Text.Json;
using Millrace.Contracts.Datasets;
using Millrace.Engine;
using Millrace.Engine.Publication;

namespace Millrace.Unit.Engine.Differential;

/// <summary>Plays a history to the engine and, of what is to be accepted by the documents, to the oracle.</summary>
internal sealed class HistoryPlay(History history, Oracle oracle)
{
    private readonly EngineRig rig = new(PublicationPolicies.Default, History.Zones, cellsPerSliceMax: 3) { Now = history.Start };
    private readonly DueHours hours = new();
    private readonly Acceptance acceptance = new();
    private readonly HashSet<string> batches = [];
    private readonly Dictionary<string, Figures> published = Datasets.All.ToDictionary(
        dataset => dataset.Id,
        dataset => new Figures(dataset)
    );

    private readonly List<Moment> moments = [];
    private int read;

    /// <summary>Null, or the first moment at which published sums of the datasets are not what they should be, and how.</summary>
    public static string? Difference(History history, Oracle oracle, params IReadOnlyList<DatasetDeclaration> datasets) =>
        new HistoryPlay(history, oracle).Play(datasets);

    /// <summary>What was published in the end.</summary>
    public static Figures Published(History history, Oracle oracle, DatasetDeclaration dataset)
    {
        var play = new HistoryPlay(history, oracle);
        play.Play([]).ShouldBeNull();
        return play.published[dataset.Id].Of(_ => true);
    }

    /// <summary>Every message that was published, as its subscriber gets it.</summary>
    public static List<byte[]> Messages(History history, Oracle oracle)
    {
        var play = new HistoryPlay(history, oracle);
        play.Play([]).ShouldBeNull();
        return [.. play.rig.Blocks.SelectMany(block => Rendered.Messages(block.Data))];
    }

    private string? Play(IReadOnlyList<DatasetDeclaration> datasets)
    {
        oracle.Clear();
        foreach (var step in history.Steps.Append(new HistoryStep.Turn(TimeSpan.FromHours(3))))
        {
            if (Taken(step, datasets) is { } fault)
            {
                return $"{step}\n{fault}";
            }
        }

        foreach (var dataset in datasets)
        {
            var right = oracle.Rows(dataset);
            foreach (var moment in moments)
            {
                var expected = right[moment.Turn].Of(start => moment.Publishes(start) && moment.IsOver(start));
                if (moment.Published[dataset.Id].DifferenceTo(expected) is { } difference)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"at {DateTimeOffset.FromUnixTimeSeconds(moment.Now):yyyy-MM-dd'T'HH:mm:ss'Z'}, turn {moment.Turn + 1}, {difference}"
                    );
                }
            }
        }

        return null;
    }

    /// <summary>Null, or what went wrong in it, so that a history in which the engine throws is made short too.</summary>
    private string? Taken(HistoryStep step, IReadOnlyList<DatasetDeclaration> datasets)
    {
        try
        {
            return Take(step, datasets);
        }
        catch (Exception fault)
        {
            return $"threw {fault}";
        }
    }

    private string? Take(HistoryStep step, IReadOnlyList<DatasetDeclaration> datasets)
    {
        switch (step)
        {
            case HistoryStep.Send send:
                return Send(send);
            case HistoryStep.Put put:
                rig.Upsert(put.Line);
                oracle.Put(History.AccountOf(put.Advertiser), put.Line);
                break;
            case HistoryStep.Turn turn:
                rig.Now += (long)turn.After.TotalSeconds;
                rig.Turn();
                Mark(datasets);
                break;
            case HistoryStep.Crash:
                rig.Crash();
                hours.Forget();
                break;
            case HistoryStep.Paging:
                rig.BeginPaging();
                break;
        }

        return null;
    }

    private string? Send(HistoryStep.Send send)
    {
        var (batch, verdict) = rig.Send(send.Batch, send.Events.Select(happened => happened.ToLine()));
        if (verdict is { } answered && answered.Outcome != PartOutcome.Accepted)
        {
            return $"was answered by {answered.Outcome}";
        }

        // A batch that comes again changes nothing, whatever has become of the age of its lines.
        if (!batches.Add(send.Batch))
        {
            return null;
        }

        var refused = batch.Refused.ToDictionary(line => line.Line, line => line.Reason);
        for (var line = 0; line < send.Events.Count; line++)
        {
            var happened = send.Events[line];
            var reason = refused.GetValueOrDefault(line + 1);
            if (Acceptance.Allows(happened, rig.Now) != reason is null)
            {
                return $"line {line + 1} should {(reason is null ? "be refused for its time" : $"not be refused: {reason}")}";
            }

            if (reason is null)
            {
                Accept(happened);
            }
        }

        return null;
    }

    private void Accept(RawEvent happened)
    {
        if (acceptance.IsNew(happened))
        {
            var account = History.AccountOf(happened.AdvertiserId);
            oracle.Take(account, LocalHour.Of(History.Zones[account], happened.Time), happened.ToLine());
        }
    }

    private void Mark(IReadOnlyList<DatasetDeclaration> datasets)
    {
        for (; read < rig.Blocks.Count; read++)
        {
            foreach (var body in Rendered.Messages(rig.Blocks[read].Data))
            {
                Add(body);
            }
        }

        var (publishes, isOver) = hours.Turn(rig.Now);
        moments.Add(
            new(
                oracle.Turn(),
                rig.Now,
                publishes,
                isOver,
                datasets.ToDictionary(dataset => dataset.Id, dataset => published[dataset.Id].Of(publishes))
            )
        );
    }

    private void Add(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var record = document.RootElement;
        published[record.GetProperty("dataset_id").GetString()!]
            .Add(
                name => record.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "",
                name =>
                    record.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number
                        ? number.GetDecimal()
                        : 0
            );
    }

    /// <summary>What was published when a turn had been taken.</summary>
    private sealed record Moment(
        int Turn,
        long Now,
        Func<long, bool> Publishes,
        Func<long, bool> IsOver,
        Dictionary<string, Figures> Published
    );
}
