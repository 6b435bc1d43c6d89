using Microsoft.Data.Sqlite;
using Millrace.Runtime.Notices;
using Millrace.Runtime.Ports;

namespace Millrace.Storage.Registry;

public sealed partial class SqliteRegistry : IDeadLetterStore
{
    private const string LetterColumns = "publication, row, since, why";

    public ValueTask<bool> AddDeadLettersAsync(string id, IReadOnlyList<DeadLetter> letters, int max, CancellationToken cancel) =>
        WriteAsync(
            sql =>
            {
                var more = letters.Count(letter => Find(sql, id, letter.Place) is null);
                var before = more > 0 ? CountLetters(sql, id) : 0;
                if (more > 0 && before + more > max)
                {
                    return false;
                }

                if (more > 0 && before == 0)
                {
                    Notify(sql, id, NoticeContent.DeadLetter(letters[0].Why), letters[0].Since);
                }

                sql.RunEach(
                    """
                    INSERT INTO dead_letter SELECT id, ?2, ?3, account, dataset, ?4, ?5 FROM subscription WHERE id = ?1
                        ON CONFLICT DO UPDATE SET since = excluded.since, why = excluded.why
                    """,
                    letters,
                    (statement, letter) =>
                    {
                        statement.Bind(1, id);
                        statement.Bind(2, letter.Place.Publication);
                        statement.Bind(3, letter.Place.Row);
                        statement.Bind(4, letter.Since.ToUnixTimeMilliseconds());
                        statement.Bind(5, letter.Why);
                    }
                );
                return true;
            },
            cancel
        );

    public ValueTask<long> CountDeadLettersAsync(string id, CancellationToken cancel) =>
        ReadAsync(sql => CountLetters(sql, id), cancel);

    public ValueTask<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(
        string subscription,
        StreamCursor after,
        int max,
        CancellationToken cancel
    ) =>
        ReadAsync<IReadOnlyList<DeadLetter>>(
            sql =>
                sql.All(
                    $"""
                    SELECT {LetterColumns} FROM dead_letter
                    WHERE subscription = $id AND (publication, row) > ($publication, $row) ORDER BY publication, row LIMIT $max
                    """,
                    ReadLetter,
                    ("$id", subscription),
                    ("$publication", after.Publication),
                    ("$row", after.Row),
                    ("$max", max)
                ),
            cancel
        );

    public ValueTask<IReadOnlyList<DeadLetter>> FindDeadLettersAsync(
        string subscription,
        IReadOnlyList<StreamCursor> places,
        CancellationToken cancel
    ) =>
        ReadAsync<IReadOnlyList<DeadLetter>>(
            sql =>
                [
                    .. places
                        .Distinct()
                        .Select(place => Find(sql, subscription, place))
                        .OfType<DeadLetter>()
                        .OrderBy(letter => letter.Place.Publication)
                        .ThenBy(letter => letter.Place.Row),
                ],
            cancel
        );

    public ValueTask<int> RemoveDeadLettersAsync(
        string subscription,
        IReadOnlyList<StreamCursor>? places,
        CancellationToken cancel
    ) =>
        WriteAsync(
            sql =>
                places is null
                    ? sql.Run("DELETE FROM dead_letter WHERE subscription = $id", ("$id", subscription))
                    : places.Sum(place =>
                        sql.Run(
                            "DELETE FROM dead_letter WHERE subscription = $id AND publication = $publication AND row = $row",
                            ("$id", subscription),
                            ("$publication", place.Publication),
                            ("$row", place.Row)
                        )
                    ),
            cancel
        );

    private static long CountLetters(RegistrySql sql, string subscription) =>
        sql.Count("SELECT COUNT(*) FROM dead_letter WHERE subscription = $id", ("$id", subscription));

    private static DeadLetter? Find(RegistrySql sql, string subscription, StreamCursor place) =>
        sql.First(
            $"SELECT {LetterColumns} FROM dead_letter WHERE subscription = $id AND publication = $publication AND row = $row",
            ReadLetter,
            ("$id", subscription),
            ("$publication", place.Publication),
            ("$row", place.Row)
        );

    private static DeadLetter ReadLetter(SqliteDataReader row) =>
        new(
            new StreamCursor(row.GetInt64(0), row.GetInt32(1)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            row.GetString(3)
        );
}
