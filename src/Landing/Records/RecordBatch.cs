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
    private readonly Dictionary<DatasetShape, RowTable> tables = TablesOf(DatasetShape.All.Values);
    private readonly Dictionary<DocumentShape, RowTable> documents = TablesOf(DocumentShape.All.Values);
    private IReadOnlyList<LandingMessage> messages = [];

    public RecordBatch() => forms = new KnownForms(scratch);

    /// <summary>One a dataset.</summary>
    public IEnumerable<RowTable> Tables => tables.Values.Concat(documents.Values);

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
                AcceptRecord(table, message, item: 0, text: null);
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
        foreach (var table in Tables)
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
            Fill(table, row.Values, row.Unknown);
            row.Shape.SetWindow(table, table.Count, row.Day, row.Hour);
            AcceptRecord(table, message, row.Source.Item, isWhole ? null : row.Source.Text);
            if (isWhole && row.Unknown is null)
            {
                forms.Learn(row.Source.Text, row.Shape, table);
            }
        }

        foreach (var row in body.Documents)
        {
            var isWhole = ReferenceEquals(row.Source.Text, body.Message.Body);
            var table = documents[row.Shape];
            Fill(table, row.Values, row.Unknown);
            Entries.Add(
                new(
                    table,
                    table.Count,
                    row.Key,
                    row.Content,
                    message,
                    row.Source.Item,
                    isWhole ? null : row.Source.Text,
                    row.Words
                )
            );
            table.Accept(arena, scratch.Taken);
        }
    }

    /// <summary>Fills the table's next row; the texts of the one before are in the arena.</summary>
    private void Fill(RowTable table, object?[] values, SortedDictionary<string, string>? unknown)
    {
        scratch.Clear();
        var row = table.Begin();
        for (var place = 0; place < values.Length; place++)
        {
            if (values[place] is { } value)
            {
                Set(ref table.At(row, place), value);
                table.SetFilled(row, place);
            }
        }

        if (unknown is not null)
        {
            table.SetFilled(row, table.Shape.UnknownPlace);
            SetText(ref table.At(row, table.Shape.UnknownPlace), RecordContent.Object(unknown));
        }
    }

    private void Set(ref Slot slot, object value)
    {
        switch (value)
        {
            case string text:
                SetText(ref slot, text);
                break;
            case long whole:
                slot.Number = whole;
                break;
            case decimal amount:
                slot.Number = (long)(amount * Micros);
                break;
            case double number:
                slot.Number = BitConverter.DoubleToInt64Bits(number);
                break;
            case bool flag:
                slot.Number = flag ? 1 : 0;
                break;
            case DateTime time:
                slot.Number = (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
                break;
            case UInt128 uuid:
                Slot.SetUuid(ref slot, uuid);
                break;
            default:
                throw new InvalidOperationException($"A row holds a value of type {value.GetType()}.");
        }
    }

    private void SetText(ref Slot slot, string text)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(text.Length);
        var at = scratch.Reserve(bytesMax);
        var length = Encoding.UTF8.GetBytes(text, new Span<byte>(at, bytesMax));
        scratch.Take(length);
        Slot.SetText(ref slot, at, length);
    }

    private void AcceptRecord(RowTable table, int message, int item, string? text)
    {
        var row = table.Count;
        var content = table.Accept(arena, scratch.Taken);
        var key = RecordContent.Key(table.Text(row, ((DatasetShape)table.Shape).IdPlace));
        Entries.Add(new(table, row, key, content, message, item, text));
    }

    private static Dictionary<T, RowTable> TablesOf<T>(IEnumerable<T> shapes)
        where T : RowShape => shapes.ToDictionary(shape => shape, shape => new RowTable(shape));
}
