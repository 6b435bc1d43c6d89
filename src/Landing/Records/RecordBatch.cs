using System.Text;

namespace Millrace.Landing.Records;

/// <summary>
/// Reads the messages of one batch into rows: first as a record of a form seen before, else exactly. The memory serves the next
/// batch again.
/// </summary>
internal sealed unsafe class RecordBatch
{
    /// <summary>DECIMAL(18,6) counts in millionths.</summary>
    private const decimal Micros = 1_000_000m;

    private readonly TextArena arena = new();

    /// <summary>The texts of the record that is being read, until its row is accepted.</summary>
    private readonly TextArena scratch = new();
    private readonly KnownForms forms;
    private readonly Dictionary<DatasetShape, RowTable> tables = DatasetShape.All.Values.ToDictionary(
        shape => shape,
        shape => new RowTable(shape)
    );
    private IReadOnlyList<LandingMessage> messages = [];

    public RecordBatch() => forms = new KnownForms(scratch);

    /// <summary>One a dataset.</summary>
    public IEnumerable<RowTable> Tables => tables.Values;

    public List<RowEntry> Entries { get; } = [];

    public List<FreshnessRow> Freshness { get; } = [];

    public List<UnreadableRecord> Unreadable { get; } = [];

    /// <summary>Reads so many messages from the first given on; what was read before is gone.</summary>
    public void Read(IReadOnlyList<LandingMessage> batch, int first, int count)
    {
        Clear();
        messages = batch;
        for (var message = first; message < first + count; message++)
        {
            scratch.Clear();
            if (forms.TryRead(batch[message].Body, tables, out var table))
            {
                Accept(table, message, item: 0, text: null);
            }
            else
            {
                ReadExactly(message);
            }
        }
    }

    /// <summary>Where a record came from.</summary>
    public RecordSource Source(in RowEntry entry)
    {
        var message = messages[entry.Message];
        return new(message, entry.Item, entry.Text ?? message.Body);
    }

    /// <summary>Form 1 of what a record says, for an id that a file of layout 1 remembers.</summary>
    public long Form1(in RowEntry entry)
    {
        var item = entry.Item;
        var row = BodyReader.Read(messages[entry.Message]).Rows.Single(row => row.Source.Item == item);
        return RecordContent.Form1(row.Values, row.Unknown);
    }

    public void Clear()
    {
        arena.Clear();
        Entries.Clear();
        Unreadable.Clear();
        Freshness.Clear();
        messages = [];
        foreach (var table in tables.Values)
        {
            table.Clear();
        }
    }

    private void ReadExactly(int message)
    {
        var body = BodyReader.Read(messages[message]);
        Unreadable.AddRange(body.Unreadable);
        Freshness.AddRange(body.Freshness);
        if (body.Confirmation is not null)
        {
            var source = new RecordSource(body.Message, 0, body.Message.Body);
            Unreadable.Add(new(source, "A confirmation was stored as data; nothing confirmed it."));
        }

        foreach (var row in body.Rows)
        {
            var isWhole = ReferenceEquals(row.Source.Text, body.Message.Body);
            var table = tables[row.Shape];
            Fill(row, table);
            Accept(table, message, row.Source.Item, isWhole ? null : row.Source.Text);
            if (isWhole && row.Unknown is null)
            {
                forms.Learn(row.Source.Text, table);
            }
        }
    }

    private void Fill(LandingRow source, RowTable table)
    {
        var row = table.Begin();
        for (var place = 0; place < source.Values.Length; place++)
        {
            switch (source.Values[place])
            {
                case string text:
                    SetText(ref table.At(row, place), text);
                    break;
                case long whole:
                    table.At(row, place).Number = whole;
                    break;
                case decimal amount:
                    table.At(row, place).Number = (long)(amount * Micros);
                    break;
                default:
                    continue;
            }

            table.SetFilled(row, place);
        }

        if (source.Unknown is not null)
        {
            table.SetFilled(row, table.Shape.UnknownPlace);
            SetText(ref table.At(row, table.Shape.UnknownPlace), RecordContent.Object(source.Unknown));
        }

        table.SetWindow(row, source.Day, source.Hour);
    }

    private void SetText(ref Slot slot, string text)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(text.Length);
        var at = scratch.Reserve(bytesMax);
        var length = Encoding.UTF8.GetBytes(text, new Span<byte>(at, bytesMax));
        scratch.Take(length);
        Slot.SetText(ref slot, at, length);
    }

    private void Accept(RowTable table, int message, int item, string? text)
    {
        var row = table.Count;
        var content = table.Accept(arena, scratch.Taken);
        var key = RecordContent.Key(table.Text(row, table.Shape.IdPlace));
        Entries.Add(new(table, row, key, content, message, item, text));
    }
}
